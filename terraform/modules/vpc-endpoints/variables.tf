variable "name" {
  description = "Names the security group and the endpoints."
  type        = string
}

variable "vpc_id" {
  description = "The VPC. It needs DNS support and DNS host names, by which the endpoints are found."
  type        = string
}

variable "subnet_ids" {
  description = "The tasks' private subnets, one in each availability zone: interfaces are put there, and may be connected to from there."
  type        = set(string)

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "subnet_ids must name a subnet."
  }
}

variable "route_table_ids" {
  description = "The subnets' route tables, which the gateways of s3 and dynamodb are entered in."
  type        = set(string)

  validation {
    condition     = length(var.route_table_ids) > 0
    error_message = "route_table_ids must name the subnets' route tables: without a route to S3 no image can be pulled."
  }
}

variable "services" {
  description = "Services beside ecr.api, ecr.dkr, logs, s3 and xray, which every task needs; the README tells which are for what."
  type        = set(string)
  default     = ["states"]

  validation {
    condition     = alltrue([for service in var.services : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)?$", service)) && !startswith(service, "com.")])
    error_message = "services are named as in an endpoint's name behind com.amazonaws.<region>., for example states or sqs."
  }
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
