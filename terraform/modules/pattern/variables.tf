variable "name" {
  description = "The state machine's name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must have 1 to 64 letters, digits, dashes and underscores: the role has the same name."
  }
}

variable "definition" {
  description = "The definition's file, for example terraform/patterns/activity-worker/definition.asl.json."
  type        = string
}

variable "variables" {
  description = "Variables of the definition that no other input gives."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setintersection(keys(var.variables), keys(local.derived_variables))) == 0
    error_message = "variables: ${join(", ", setintersection(keys(var.variables), keys(local.derived_variables)))} must not be given here: other inputs give it, and state machine, queue and worker would no longer agree. Change those inputs (a job's times are those of job-type), or name the variable otherwise in the definition."
  }
}

variable "activities" {
  description = "Activities that the definition waits for: the output source of the module activity, by the prefix of its variables. The prefix find_flight gives find_flight_activity_arn, find_flight_heartbeat_seconds and find_flight_timeout_seconds, an empty one activity_arn and so on."
  type = map(object({
    arn         = string
    kms_key_arn = optional(string)
    times = object({
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
  }))
  default = {}
}

variable "queues" {
  description = "Queues that the machine sends to: the output source of the module job-queue, by the prefix of its variables (<prefix>_queue_url, <prefix>_heartbeat_seconds, <prefix>_timeout_seconds)."
  type = map(object({
    arn         = string
    url         = string
    kms_key_arn = optional(string)
    times = object({
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
  }))
  default = {}
}

variable "jobs" {
  description = "Further times of jobs, from the module job-type, by the prefix of their variables: for events, and where several states share them."
  type = map(object({
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
  }))
  default = {}
}

variable "machines" {
  description = "State machines that this one starts and waits for, by the prefix of their variables: assess gives assess_state_machine_arn and assess_timeout_seconds (a minute more than the other's own limit, so that its failure is told). By name, so that machines can be made in any order."
  type = map(object({
    name                      = string
    execution_timeout_seconds = number
  }))
  default = {}
}

variable "event" {
  description = "Events that the machine puts: event_bus_name, event_source and event_detail_type."
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

variable "run_once" {
  description = "A task that the machine starts: the output run_once of the module worker-task, and where it runs. The pattern's .sync flavour waits for the task, the other for its report."
  type = object({
    cluster_arn         = string
    task_definition_arn = string
    container_name      = string
    role_arns           = set(string)
    subnet_ids          = set(string)
    security_group_ids  = set(string)
    sync                = optional(bool, true)
  })
  default = null

  validation {
    condition     = var.run_once == null ? true : !can(regex(":[0-9]+$", var.run_once.task_definition_arn))
    error_message = "run_once.task_definition_arn must have no revision: the newest is started, and a new one needs no new machine."
  }
}

variable "reply_queues" {
  description = "Reply queues that the machine makes, reads and deletes: queues whose names begin with the prefix. With reads_only it reads those of another machine, with makes_only another one reads its."
  type = object({
    prefix     = string
    reads_only = optional(bool, false)
    makes_only = optional(bool, false)
  })
  default = null

  validation {
    condition     = !(try(var.reply_queues.reads_only, false) && try(var.reply_queues.makes_only, false))
    error_message = "reply_queues: reads_only and makes_only leave nothing to do; leave both out for a machine that does both."
  }

  validation {
    condition     = var.reply_queues == null ? true : can(regex("^[A-Za-z0-9_-]{3,44}$", var.reply_queues.prefix))
    error_message = "reply_queues.prefix must have 3 to 44 letters, digits, dashes and underscores: an id of 36 follows, SQS allows 80, and a shorter prefix would reach into other queues."
  }
}

variable "wake" {
  description = "Services that may stand at zero tasks: the output wake of the module worker-service. Before each state that hands a job to one of a service's sources (its activities' ARNs and queues' URLs; none: all of this machine's) the machine sets the service to one, if it stands at zero. Before a state that puts events all those are set whose sources are none of this machine's."
  type = map(object({
    cluster_arn  = string
    service_name = string
    sources      = optional(set(string))
  }))
  default = {}
}

variable "execution_timeout_seconds" {
  description = "The limit of an execution: the only clock that runs while nobody polls an activity. None: all its jobs one after the other, four attempts each, and all the machines it waits for."
  type        = number
  default     = null

  validation {
    condition     = var.execution_timeout_seconds == null ? true : var.execution_timeout_seconds > 0 && var.execution_timeout_seconds < 31536000
    error_message = "execution_timeout_seconds must be above 0 and below a year."
  }

  validation {
    condition     = var.execution_timeout_seconds != null || length(var.activities) + length(var.queues) + length(var.jobs) + length(var.machines) > 0
    error_message = "execution_timeout_seconds is needed where there are no activities, queues, jobs and machines that it could follow from."
  }

  validation {
    condition = var.execution_timeout_seconds == null ? true : alltrue([
      for prefix, machine in var.machines : var.execution_timeout_seconds > machine.execution_timeout_seconds + 60
    ])
    error_message = "execution_timeout_seconds must exceed the limit of each machine that is waited for by more than 60 s: otherwise this one ends first, and nobody is told why."
  }
}

variable "log_level" {
  description = "What goes to the log: ALL, ERROR, FATAL or OFF."
  type        = string
  default     = "ERROR"

  validation {
    condition     = contains(["ALL", "ERROR", "FATAL", "OFF"], var.log_level)
    error_message = "log_level must be ALL, ERROR, FATAL or OFF."
  }
}

variable "log_execution_data" {
  description = "Whether inputs and outputs are logged. With them go task tokens, which give the right to end a state."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "How long the log is kept."
  type        = number
  default     = 30
}

variable "kms_key_arn" {
  description = "A customer managed key that encrypts definition and history. None: a key that AWS owns."
  type        = string
  default     = null
}

variable "failed_threshold" {
  description = "An alarm goes off above so many failed, timed out and aborted executions in 5 minutes."
  type        = number
  default     = 0
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
