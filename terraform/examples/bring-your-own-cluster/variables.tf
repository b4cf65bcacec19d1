variable "region" {
  description = "The region of everything."
  type        = string
}

variable "name" {
  description = "The fleet's name."
  type        = string
  default     = "letters"
}

variable "cluster_arn" {
  description = "Your cluster: with Container Insights, and the capacity providers FARGATE and FARGATE_SPOT."
  type        = string
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets with a way to AWS."
  type        = set(string)
}

variable "image" {
  description = "CallbackWorker's image, by digest."
  type        = string
}

variable "alarm_topic_arn" {
  description = "A topic that is told of alarms."
  type        = string
}

variable "collector_image" {
  description = "The OpenTelemetry collector's image, by digest. None: a release of AWS's, from the internet."
  type        = string
  default     = null
}
