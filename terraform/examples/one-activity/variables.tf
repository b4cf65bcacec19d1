variable "region" {
  description = "The region of everything."
  type        = string
}

variable "name" {
  description = "The fleet's name."
  type        = string
  default     = "one-activity"
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
  description = "The worker's image, by digest."
  type        = string
}

variable "program" {
  description = "The worker's program in the image."
  type        = string
  default     = "/app/ActivityWorker"
}

variable "job_seconds" {
  description = "How long a job takes as a rule."
  type        = number
}

variable "longest_job_seconds" {
  description = "How long a job may take at most."
  type        = number
}

variable "collector_image" {
  description = "The OpenTelemetry collector's image, by digest. None: a release of AWS's, from the internet."
  type        = string
  default     = null
}
