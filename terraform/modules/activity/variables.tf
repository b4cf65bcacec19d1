variable "name" {
  description = "The activity's name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,80}$", var.name))
    error_message = "name must have 1 to 80 letters, digits, dashes and underscores."
  }
}

variable "times" {
  description = "The job's times, from the module job-type."
  type = object({
    source_kind                = string
    job_seconds                = number
    longest_job_seconds        = number
    acceptable_latency_seconds = number
    start_up_seconds           = number
    longest_wait_seconds       = number
    detection_seconds          = number
    heartbeat_seconds          = number
    timeout_seconds            = number
    max_receive_count          = number
    message_retention_seconds  = number
    shutdown_budget_seconds    = number
    stop_timeout_seconds       = number
  })

  validation {
    condition     = var.times.source_kind == "activity"
    error_message = "times must come from a job-type with source_kind = \"activity\": a queue-fed state's clocks start earlier."
  }
}

variable "kms_key_arn" {
  description = "A customer managed key that encrypts the activity's inputs and tokens. None: a key that AWS owns."
  type        = string
  default     = null
}

variable "heartbeat_timeouts_threshold" {
  description = "An alarm goes off above so many heartbeat time-outs (dead workers) in 5 minutes."
  type        = number
  default     = 5
}

variable "alarm_actions" {
  description = "ARNs, such as a topic's, that are told of alarms."
  type        = set(string)
  default     = []
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
