variable "name" {
  description = "Names the dashboard and the folder of the queries."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,200}$", var.name))
    error_message = "name must have 1 to 200 letters, digits, dashes and underscores."
  }
}

variable "services" {
  description = "Services by name: the output observed of the module worker-service."
  type = map(object({
    cluster_name   = string
    log_group_name = string
    sources        = list(string)
  }))
  default = {}
}

variable "activities" {
  description = "ARNs of activities, by name."
  type        = map(string)
  default     = {}
}

variable "queues" {
  description = "Queues by name: the output source of the module job-queue."
  type = map(object({
    name              = string
    dead_letters_name = string
  }))
  default = {}
}

variable "machines" {
  description = "ARNs of state machines, by name."
  type        = map(string)
  default     = {}
}

variable "alarm_arns" {
  description = "The alarms that the dashboard shows."
  type        = list(string)
  default     = []
}
