variable "region" {
  description = "The region of everything."
  type        = string
}

variable "name" {
  description = "The fleet's name."
  type        = string
  default     = "claims"
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets with a way to AWS."
  type        = set(string)
}

variable "images" {
  description = "The workers' images, by digest."
  type = object({
    activity = string
    approval = string
    callback = string
    dispatch = string
    job      = string
    run_once = string
  })
}

variable "flights_path" {
  description = "The SQLite database of the flights on record, in ActivityWorker's image."
  type        = string
  default     = "/app/Data/flights.db"
}

variable "tariff_url" {
  description = "The service that knows the tariff."
  type        = string
}

variable "payment_webhook_url" {
  description = "Where the payment provider takes payments."
  type        = string
}

variable "payment_secret_arn" {
  description = "A secret of 32 characters or more that webhooks and callbacks are signed with: ARN of a parameter or of a secret."
  type        = string
}

variable "inbox_key_arn" {
  description = "32 bytes or more in Base64 that links in notifications are signed with: ARN of a parameter or of a secret."
  type        = string
}

variable "load_balancer" {
  description = "An application load balancer with an HTTPS listener, for the inbox and for callbacks: its ARN, the listener's, and its security group."
  type = object({
    arn               = string
    listener_arn      = string
    security_group_id = string
  })
}

variable "inbox_host_name" {
  description = "The inbox's host name."
  type        = string
}

variable "callback_host_name" {
  description = "The callback API's host name, for the payment provider."
  type        = string
}

variable "oidc" {
  description = "The identity provider that signs managers in: see the module approvals."
  type = object({
    issuer                 = string
    authorization_endpoint = string
    token_endpoint         = string
    user_info_endpoint     = string
    client_id              = string
    client_secret          = string
  })
  sensitive = true
}

variable "manager_emails" {
  description = "Who is told by e-mail that a claim waits for a decision."
  type        = set(string)
}

variable "approval_from_amount" {
  description = "From which amount on a manager is asked."
  type        = number
  default     = 250
}

variable "deletion_protection" {
  description = "Whether table and bucket are kept from being deleted with what is in them."
  type        = bool
  default     = true
}

variable "wait_for_steady_state" {
  description = "Whether an apply waits until the new tasks run."
  type        = bool
  default     = true
}

variable "collector_image" {
  description = "The OpenTelemetry collector's image, by digest. None: a release of AWS's, from the internet."
  type        = string
  default     = null
}
