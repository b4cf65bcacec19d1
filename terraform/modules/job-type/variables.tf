variable "source_kind" {
  description = "Where the jobs come from: activity or queue."
  type        = string

  validation {
    condition     = contains(["activity", "queue"], var.source_kind)
    error_message = "source_kind must be activity or queue."
  }
}

variable "job_seconds" {
  description = "How long a job takes as a rule, in seconds. Scaling counts with it."
  type        = number

  validation {
    condition     = var.job_seconds > 0 && var.job_seconds <= var.longest_job_seconds
    error_message = "job_seconds must be above 0 and at most longest_job_seconds (${var.longest_job_seconds})."
  }
}

variable "longest_job_seconds" {
  description = "How long a job may take at most, in whole seconds."
  type        = number

  validation {
    condition     = var.longest_job_seconds >= 1 && floor(var.longest_job_seconds) == var.longest_job_seconds && var.longest_job_seconds <= 30000000
    error_message = "longest_job_seconds must be a whole number from 1 to 30,000,000."
  }

  validation {
    condition     = var.source_kind != "queue" || var.longest_job_seconds <= 43200
    error_message = "longest_job_seconds is ${var.longest_job_seconds}, but SQS delivers a message again 43,200 s (12 h) after its receive, while the job runs. Let an activity hand out such jobs, or cut them up."
  }
}

variable "acceptable_latency_seconds" {
  description = "How long a job may wait for a worker in ordinary times, in seconds. Scaling aims at it."
  type        = number
  default     = 60

  validation {
    condition     = var.acceptable_latency_seconds >= 1 && floor(var.acceptable_latency_seconds) == var.acceptable_latency_seconds
    error_message = "acceptable_latency_seconds must be a whole number of 1 or more."
  }
}

variable "start_up_seconds" {
  description = "How long the first worker takes to start from zero, the notice of it included, in seconds."
  type        = number
  default     = 180

  validation {
    condition     = var.start_up_seconds >= 1 && floor(var.start_up_seconds) == var.start_up_seconds
    error_message = "start_up_seconds must be a whole number of 1 or more."
  }
}

variable "longest_wait_seconds" {
  description = "How long a job may wait in a burst, in seconds, before its state gives it up. None: ten times acceptable_latency_seconds, 900 at least."
  type        = number
  default     = null

  validation {
    condition = (
      var.longest_wait_seconds == null ? true : var.longest_wait_seconds >= var.acceptable_latency_seconds + var.start_up_seconds
    )
    error_message = "longest_wait_seconds is ${coalesce(var.longest_wait_seconds, 0)}, but a job may wait for acceptable_latency_seconds (${var.acceptable_latency_seconds}) and for a worker that starts from zero (start_up_seconds, ${var.start_up_seconds}): it would be given up while everything goes as planned. Raise it to ${var.acceptable_latency_seconds + var.start_up_seconds} or more."
  }
}

variable "detection_seconds" {
  description = "After how many seconds a dead worker's job goes to another one: the heartbeat of an activity, the visibility timeout of a queue. Below 120, a living worker may lose its jobs in an outage of AWS of half a minute."
  type        = number
  default     = 120

  validation {
    condition     = var.detection_seconds >= 5 && var.detection_seconds <= 900 && floor(var.detection_seconds) == var.detection_seconds
    error_message = "detection_seconds must be a whole number from 5 (below, no second attempt to extend it gets through) to 900 (a dead worker's job would stay away for too long)."
  }
}

variable "heartbeat_seconds" {
  description = "HeartbeatSeconds of the state, instead of what follows from the other inputs. For a queue it has to cover the wait."
  type        = number
  default     = null

  validation {
    condition     = var.heartbeat_seconds == null ? true : var.heartbeat_seconds >= 3
    error_message = "heartbeat_seconds must be 3 or more."
  }

  validation {
    condition     = var.heartbeat_seconds == null || var.source_kind != "queue" ? true : var.heartbeat_seconds > var.detection_seconds
    error_message = "heartbeat_seconds is ${coalesce(var.heartbeat_seconds, 0)} and the visibility timeout (detection_seconds) ${var.detection_seconds}: when a worker dies, the task times out before its message comes back. Raise it, or lower detection_seconds."
  }

  validation {
    condition = (
      var.heartbeat_seconds == null || var.source_kind != "queue"
      ? true
      : var.heartbeat_seconds > var.acceptable_latency_seconds + var.start_up_seconds
    )
    error_message = "heartbeat_seconds is ${coalesce(var.heartbeat_seconds, 0)}: the clock of a queue-fed state starts when the message is sent, so it must exceed acceptable_latency_seconds (${var.acceptable_latency_seconds}) plus start_up_seconds (${var.start_up_seconds}). Leave it out, or raise it above ${var.acceptable_latency_seconds + var.start_up_seconds}."
  }
}

variable "max_receive_count" {
  description = "How often a message may be received before it goes to the dead-letter queue. Deployments use receives up, too."
  type        = number
  default     = 5

  validation {
    condition     = var.max_receive_count >= 3 && var.max_receive_count <= 1000 && floor(var.max_receive_count) == var.max_receive_count
    error_message = "max_receive_count must be a whole number from 3 (one for a deployment, one for a crash, one that counts) to 1,000."
  }
}

variable "shutdown_budget_seconds" {
  description = "How long a worker may take to stop, in seconds (Shutdown:BudgetSeconds). ECS kills it 5 s later."
  type        = number
  default     = 110

  validation {
    condition     = var.shutdown_budget_seconds <= 115
    error_message = "shutdown_budget_seconds must be 115 or less: Fargate's longest stopTimeout is 120 s, and the worker needs 5 s of it to end."
  }

  validation {
    condition     = var.shutdown_budget_seconds >= (var.source_kind == "activity" ? 76 : 36)
    error_message = "shutdown_budget_seconds must be 76 or more for an activity and 36 for a queue: open polls, which last 60 and 20 s, cannot be waited for otherwise, and what they bring is lost until its timeout."
  }
}
