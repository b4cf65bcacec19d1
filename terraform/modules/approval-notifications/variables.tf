variable "name" {
  description = "Names the rule and the topic."
  type        = string
  default     = "approval-notifications"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must have 1 to 64 letters, digits, dashes and underscores: EventBridge's limit for a rule's name."
  }
}

variable "event_bus_name" {
  description = "The bus that ApprovalWorker puts its events on (Notifications:EventBusName)."
  type        = string
  default     = "default"
}

variable "event_source" {
  description = "The source of its events (Notifications:EventSource)."
  type        = string
  default     = "workers.approvals"
}

variable "kinds" {
  description = "Which events call people: Approval Requested, Approval Reminder, Approval Decided, Approval Expired."
  type        = set(string)
  default     = ["Approval Requested", "Approval Reminder"]

  validation {
    condition = length(var.kinds) > 0 && alltrue([
      for kind in var.kinds : contains(["Approval Requested", "Approval Reminder", "Approval Decided", "Approval Expired"], kind)
    ])
    error_message = "kinds must name at least one of Approval Requested, Approval Reminder, Approval Decided and Approval Expired."
  }
}

variable "emails" {
  description = "Who is told by e-mail. Each address must confirm its subscription once."
  type        = set(string)

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@[:space:]]+@[^@[:space:]]+$", email))])
    error_message = "emails must be e-mail addresses."
  }
}

variable "kms_key_id" {
  description = "A customer managed key that encrypts the topic; it must let events.amazonaws.com use it. None: the topic is not encrypted with KMS, since EventBridge cannot publish through the AWS managed key."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
