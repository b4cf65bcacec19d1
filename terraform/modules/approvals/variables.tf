variable "name" {
  description = "Names the target group, the notification rule and the topic."
  type        = string
  default     = "approvals"

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,32}$", var.name))
    error_message = "name must have 1 to 32 letters, digits and dashes: the limit of a target group's name."
  }
}

variable "vpc_id" {
  description = "The VPC of the load balancer and of the worker."
  type        = string
}

variable "load_balancer" {
  description = "An application load balancer with an HTTPS listener: its ARN, the listener's, and its security group, which the worker lets in."
  type = object({
    arn               = string
    listener_arn      = string
    security_group_id = string
  })
}

variable "host_name" {
  description = "The inbox's host name; it leads to the load balancer, and the listener has its certificate."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]+([.][a-z0-9-]+)+$", var.host_name))
    error_message = "host_name must be a full host name, for example approvals.example.com."
  }
}

variable "oidc" {
  description = "The identity provider that signs people in; its redirect address is https://<host_name>/oauth2/idpresponse."
  type = object({
    issuer                 = string
    authorization_endpoint = string
    token_endpoint         = string
    user_info_endpoint     = string
    client_id              = string
    client_secret          = string
    scope                  = optional(string, "openid email")
  })
  sensitive = true

  validation {
    condition = alltrue([
      for url in [var.oidc.issuer, var.oidc.authorization_endpoint, var.oidc.token_endpoint, var.oidc.user_info_endpoint] : startswith(url, "https://")
    ])
    error_message = "oidc: issuer and endpoints must be https addresses."
  }
}

variable "session_seconds" {
  description = "How long somebody stays signed in."
  type        = number
  default     = 28800

  validation {
    condition     = var.session_seconds >= 60 && var.session_seconds <= 604800
    error_message = "session_seconds must be 60 to 604,800."
  }
}

variable "links" {
  description = "Whether /links/* goes past the sign-in, so that whoever gets a notification can decide by its signed link. Set it together with the worker's Notifications:Links."
  type        = bool
  default     = false
}

variable "priority" {
  description = "The priority of the listener's rule; the links' has the one before."
  type        = number
  default     = 101

  validation {
    condition     = var.priority >= 2 && var.priority <= 50000
    error_message = "priority must be 2 to 50,000."
  }
}

variable "port" {
  description = "The port on which the worker serves the inbox."
  type        = number
  default     = 8080
}

variable "emails" {
  description = "Who is told by e-mail. Each address must confirm its subscription once."
  type        = set(string)
  default     = []
}

variable "event_bus_name" {
  description = "The bus that the worker puts its events on."
  type        = string
  default     = "default"
}

variable "topic_kms_key_id" {
  description = "A customer managed key that encrypts the topic."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
