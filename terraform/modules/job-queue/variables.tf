variable "name" {
  description = "The queue's name; the dead-letter queue is <name>-dead."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,75}$", var.name))
    error_message = "name must have 1 to 75 letters, digits, dashes and underscores: with -dead it has to keep below SQS's 80."
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
    condition     = var.times.source_kind == "queue"
    error_message = "times must come from a job-type with source_kind = \"queue\": the clocks of an activity do not cover a wait."
  }

  validation {
    condition     = var.times.heartbeat_seconds > var.times.detection_seconds
    error_message = "times: heartbeat_seconds must exceed the visibility timeout (detection_seconds), or a dead worker's task times out before its message comes back."
  }
}

variable "kms_key_arn" {
  description = "A customer managed key that encrypts both queues. Whatever sends to them must be allowed to use it, EventBridge too. None: SQS's own keys."
  type        = string
  default     = null
}

variable "event" {
  description = "Events to take from a bus, for states that put them with a task token: a rule and its target are made for them. None: only messages."
  type = object({
    bus_name    = optional(string, "default")
    source      = string
    detail_type = string
  })
  default = null

  validation {
    condition     = var.event == null ? true : !startswith(var.event.source, "aws.")
    error_message = "event.source must not begin with aws.: EventBridge refuses such entries."
  }
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
