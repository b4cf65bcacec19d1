variable "name" {
  description = "Names the task family, its roles, its log groups and its telemetry (service.name)."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,54}$", var.name))
    error_message = "name must have 1 to 54 letters, digits, dashes and underscores: the roles are named <name>-task and <name>-execution."
  }
}

variable "image" {
  description = "The worker's image, by digest: <account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:…. A repository in ECR is allowed to be pulled from."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image must end in @sha256: and 64 hexadecimal digits: a tag may be moved, and then nobody knows what runs, or what a rollback brings back."
  }
}

variable "program" {
  description = "The program in the image, as a list: it is asked for its health with the arguments health --live."
  type        = list(string)

  validation {
    condition     = length(var.program) > 0
    error_message = "program must name the program, for example [\"/app/ActivityWorker\"]."
  }
}

variable "cluster_arn" {
  description = "The cluster's ARN."
  type        = string
}

variable "cpu" {
  description = "CPU units of the task, 256 to 16,384; the collector takes its part of them."
  type        = number
  default     = 512

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "cpu must be 256, 512, 1024, 2048, 4096, 8192 or 16384: Fargate knows no others."
  }
}

variable "memory" {
  description = "Memory of the task in MiB; the collector takes its part of it."
  type        = number
  default     = 1024

  validation {
    condition = lookup({
      "256"   = contains([512, 1024, 2048], var.memory)
      "512"   = var.memory >= 1024 && var.memory <= 4096 && var.memory % 1024 == 0
      "1024"  = var.memory >= 2048 && var.memory <= 8192 && var.memory % 1024 == 0
      "2048"  = var.memory >= 4096 && var.memory <= 16384 && var.memory % 1024 == 0
      "4096"  = var.memory >= 8192 && var.memory <= 30720 && var.memory % 1024 == 0
      "8192"  = var.memory >= 16384 && var.memory <= 61440 && var.memory % 4096 == 0
      "16384" = var.memory >= 32768 && var.memory <= 122880 && var.memory % 8192 == 0
    }, tostring(var.cpu), false)
    error_message = "memory is ${var.memory} and cpu ${var.cpu}: Fargate has no such pair. It takes 2 to 8 MiB for each CPU unit (512 to 2,048 with 256), in steps of 1,024, above 4,096 CPU units in larger ones."
  }
}

variable "architecture" {
  description = "X86_64 or ARM64, as the image was built."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture must be X86_64 or ARM64."
  }
}

variable "user" {
  description = "The user in the container; 1654 is the app user of .NET's images."
  type        = string
  default     = "1654"

  validation {
    condition     = !can(regex("^(0|root)(:|$)", var.user))
    error_message = "user must not be root."
  }
}

variable "stop_timeout_seconds" {
  description = "After how many seconds ECS kills a worker that was told to stop (stopTimeout)."
  type        = number
  default     = 30

  validation {
    condition     = var.stop_timeout_seconds >= 10 && var.stop_timeout_seconds <= 120
    error_message = "stop_timeout_seconds must be 10 to 120: Fargate waits no longer."
  }
}

variable "shutdown_budget_seconds" {
  description = "How long the worker may take to stop (Shutdown:BudgetSeconds)."
  type        = number
  default     = 25

  validation {
    condition     = var.shutdown_budget_seconds + 5 <= var.stop_timeout_seconds
    error_message = "shutdown_budget_seconds must be 5 s or more below stop_timeout_seconds (${var.stop_timeout_seconds}): the worker is killed before it has returned its jobs otherwise."
  }
}

variable "health_check" {
  description = "Whether ECS asks the container for its health. A task that runs once has no health to tell."
  type        = bool
  default     = true
}

variable "ports" {
  description = "Ports that the worker listens on, for a load balancer."
  type        = set(number)
  default     = []
}

variable "environment" {
  description = "Settings of the worker, as environment variables."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Settings that are secret, by variable: ARNs of parameters of the parameter store, or of secrets of Secrets Manager."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for arn in values(var.secrets) : can(regex("^arn:[a-z-]+:(ssm|secretsmanager):", arn))])
    error_message = "secrets must be ARNs of parameters or of secrets."
  }
}

variable "secret_kms_key_arns" {
  description = "Customer managed keys that secrets are encrypted with."
  type        = set(string)
  default     = []
}

variable "permissions" {
  description = "What the worker may do, by statement id."
  type = map(object({
    actions   = set(string)
    resources = set(string)
  }))
  default = {}

  validation {
    condition     = alltrue(flatten([for statement in values(var.permissions) : [for action in statement.actions : !strcontains(action, "*")]]))
    error_message = "permissions: name each action, without wildcards."
  }
}

variable "record_store" {
  description = "The table of idempotency, checkpoints, approvals and tokens: the output record_store of the module stores."
  type = object({
    table_name  = string
    table_arn   = string
    kms_key_arn = optional(string)
  })
  default = null
}

variable "payload_store" {
  description = "The bucket of large payloads: the output payload_store of the module stores."
  type = object({
    bucket_name = string
    bucket_arn  = string
    prefix      = string
    kms_key_arn = optional(string)
  })
  default = null
}

variable "scratch_paths" {
  description = "Folders that the worker may write to, although the root is read-only. The image must declare each as a VOLUME that its user owns."
  type        = set(string)
  default     = []
}

variable "collector_image" {
  description = "The OpenTelemetry collector's image, by digest. None: the release v0.43.1 of AWS's distribution, from the internet; see the module repositories for subnets that have none."
  type        = string
  default     = null

  validation {
    condition     = var.collector_image == null ? true : can(regex("@sha256:[0-9a-f]{64}$", var.collector_image))
    error_message = "collector_image must end in @sha256: and 64 hexadecimal digits: a tag may be moved, and then nobody knows what runs beside the worker."
  }
}

variable "endpoints" {
  description = "Where the subnets reach AWS by VPC endpoints alone, the services that they have endpoints of: the output services of the module vpc-endpoints. A worker that needs others, or an image from elsewhere, is refused. None: there is a way to the internet."
  type        = set(string)
  default     = null
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30
}

variable "log_kms_key_arn" {
  description = "A customer managed key that encrypts the logs. None: CloudWatch's own."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
