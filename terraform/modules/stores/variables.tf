variable "name" {
  description = "The table's name, and what the bucket's begins with (the account's number and the region follow)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,26}$", var.name))
    error_message = "name must have 2 to 27 lower-case letters, digits and dashes: with account and region it has to keep below S3's 63."
  }
}

variable "record_store" {
  description = "Whether there is a table, for idempotency, checkpoints, approvals and the dispatcher's tokens."
  type        = bool
  default     = true
}

variable "payload_store" {
  description = "Whether there is a bucket, for large payloads and for results of tasks that run once."
  type        = bool
  default     = true
}

variable "payload_prefix" {
  description = "What the keys of payloads begin with."
  type        = string
  default     = "payloads"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", var.payload_prefix))
    error_message = "payload_prefix must be names of letters, digits, dashes and underscores with slashes between them."
  }
}

variable "payload_expiry_days" {
  description = "After how many days payloads are removed: no fewer than an execution runs, and may be redriven (14), and more than the workers' Idempotency:ExpiryDays (14)."
  type        = number
  default     = 30

  validation {
    condition     = var.payload_expiry_days >= 1 && var.payload_expiry_days <= 3650
    error_message = "payload_expiry_days must be 1 to 3,650."
  }
}

variable "kms_key_arn" {
  description = "A customer managed key that encrypts both. None: keys that AWS owns."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether table and bucket are kept from being deleted with what is in them."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
