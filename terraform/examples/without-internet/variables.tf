variable "region" {
  description = "The region of everything."
  type        = string
}

variable "name" {
  description = "The fleet's name."
  type        = string
  default     = "without-internet"
}

variable "vpc_id" {
  description = "The VPC, with DNS support and DNS host names."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, one in each availability zone; they need no way to the internet."
  type        = set(string)
}

variable "route_table_ids" {
  description = "The subnets' route tables."
  type        = set(string)
}

variable "image_digest" {
  description = "The digest of ActivityWorker's image in the repository <name>/activity: sha256:…"
  type        = string
}

variable "collector_digest" {
  description = "The digest of the collector's image in the cache: sha256:…"
  type        = string
}

variable "job_seconds" {
  description = "How long a job takes as a rule."
  type        = number
}

variable "longest_job_seconds" {
  description = "How long a job may take at most."
  type        = number
}
