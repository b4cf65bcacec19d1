variable "names" {
  description = "The repositories' names, for example workers/activity."
  type        = set(string)

  validation {
    condition     = alltrue([for name in var.names : can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", name)) && length(name) >= 2 && length(name) <= 256])
    error_message = "names must have 2 to 256 lower-case letters and digits, with single dots, slashes, dashes and underscores between them."
  }
}

variable "public_cache_prefix" {
  description = "What repositories begin with that images of public.ecr.aws, such as the collector's, are kept in when they are first pulled from there. None: there is no such cache."
  type        = string
  default     = null

  validation {
    condition     = var.public_cache_prefix == null ? true : can(regex("^[a-z0-9]+([._-][a-z0-9]+)*$", var.public_cache_prefix)) && length(var.public_cache_prefix) >= 2 && length(var.public_cache_prefix) <= 30
    error_message = "public_cache_prefix must have 2 to 30 lower-case letters and digits, with single dots, dashes and underscores between them."
  }
}

variable "kms_key_arn" {
  description = "A customer managed key that encrypts the repositories. None: ECR's own."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
