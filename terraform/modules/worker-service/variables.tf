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
  description = "The cluster's ARN. It needs Container Insights, for the number of tasks, and the capacity providers FARGATE and FARGATE_SPOT."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:ecs:[a-z0-9-]+:[0-9]{12}:cluster/[A-Za-z0-9_-]+$", var.cluster_arn))
    error_message = "cluster_arn must be a cluster's ARN."
  }
}

variable "vpc_id" {
  description = "The VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, two or more, from which AWS can be reached: by a NAT gateway, or by VPC endpoints (see the input endpoints, and the module vpc-endpoints for which)."
  type        = set(string)

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "subnet_ids must name a subnet."
  }
}

variable "assign_public_ip" {
  description = "Whether tasks get public addresses: for public subnets without a NAT gateway."
  type        = bool
  default     = false
}

variable "activities" {
  description = "Activities that the worker polls, by the source's name in its settings: the output source of the module activity, with slots (jobs at once) and max_polls (polls at once; none: as many as slots)."
  type = map(object({
    arn         = string
    kms_key_arn = optional(string)
    slots       = optional(number, 10)
    max_polls   = optional(number)
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

  validation {
    condition     = alltrue([for activity in values(var.activities) : activity.slots >= 1 && activity.slots <= 1000])
    error_message = "activities: slots must be 1 to 1,000."
  }

  validation {
    condition = alltrue([
      for activity in values(var.activities) : var.max_tasks * min(coalesce(activity.max_polls, activity.slots), activity.slots) <= 1000
    ])
    error_message = "activities: max_tasks (${var.max_tasks}) × open polls (max_polls, or slots) must be 1,000 or less: Step Functions lets no more poll one activity, and throttles the rest. Lower max_polls: fewer polls than slots do for jobs that take a second or longer."
  }
}

variable "queues" {
  description = "Queues that the worker receives from, by the source's name in its settings: the output source of the module job-queue, with slots (jobs at once), max_polls (receives at once), whether its messages carry task tokens (task_tokens), and whether this worker also fails the tasks of dead letters."
  type = map(object({
    name                = string
    arn                 = string
    url                 = string
    dead_letters_name   = string
    dead_letters_arn    = string
    dead_letters_url    = string
    kms_key_arn         = optional(string)
    slots               = optional(number, 10)
    max_polls           = optional(number)
    task_tokens         = optional(bool, true)
    handle_dead_letters = optional(bool, true)
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

  validation {
    condition     = alltrue([for queue in values(var.queues) : queue.slots >= 1 && queue.slots <= 1000])
    error_message = "queues: slots must be 1 to 1,000."
  }

  validation {
    condition     = length(setintersection(keys(var.queues), keys(var.activities))) == 0
    error_message = "A queue and an activity must not have the same name: their metrics could not be told apart."
  }

  validation {
    condition     = length(var.activities) + length(var.queues) > 0
    error_message = "The worker needs an activity or a queue to work on."
  }

  validation {
    condition     = length(var.activities) + length(var.queues) <= 5
    error_message = "A service takes at most five sources: an alarm watches no more metrics. Make a second one of the same image."
  }
}

variable "answers_at" {
  description = "What reply queues' names begin with, where the worker answers at the queues that its messages name (the job poller). None: it answers by task tokens alone."
  type        = string
  default     = null

  validation {
    condition     = var.answers_at == null ? true : can(regex("^[A-Za-z0-9_-]{3,44}$", var.answers_at))
    error_message = "answers_at must have 3 to 44 letters, digits, dashes and underscores."
  }
}

variable "min_tasks" {
  description = "How many tasks run at least; 0 lets the service stand at zero while nothing is to be done. State machines should wake it then (pattern's input wake); an alarm does it, too, minutes later."
  type        = number
  default     = 1

  validation {
    condition     = var.min_tasks >= 0 && floor(var.min_tasks) == var.min_tasks
    error_message = "min_tasks must be a whole number of 0 or more."
  }
}

variable "max_tasks" {
  description = "How many tasks run at most."
  type        = number
  default     = 10

  validation {
    condition     = var.max_tasks >= 1 && var.max_tasks >= var.min_tasks && floor(var.max_tasks) == var.max_tasks
    error_message = "max_tasks must be a whole number, 1 or more, and not below min_tasks."
  }
}

variable "scaling" {
  description = "How the service is scaled, where it is to differ from what scaling-defaults.json says (the README of tests/Scaling tells why): saturation_target (share of the slots that is to be used), latency_share (share of the acceptable latency that a backlog may take), scale_out_cooldown_seconds, scale_in_cooldown_seconds, idle_minutes (before a service goes to zero)."
  type = object({
    saturation_target          = optional(number)
    latency_share              = optional(number)
    scale_out_cooldown_seconds = optional(number)
    scale_in_cooldown_seconds  = optional(number)
    idle_minutes               = optional(number)
  })
  default = {}

  validation {
    condition     = var.scaling.saturation_target == null ? true : var.scaling.saturation_target > 0 && var.scaling.saturation_target < 1
    error_message = "scaling.saturation_target must be above 0 and below 1: slots that are all used look the same however much waits."
  }

  validation {
    condition     = var.scaling.idle_minutes == null ? true : var.scaling.idle_minutes >= 5
    error_message = "scaling.idle_minutes must be 5 or more: a service that was just woken would be sent to zero before its job has come."
  }
}

variable "capacity" {
  description = "Where tasks run: the first on_demand_base of them on Fargate, the others by weight on Fargate and Fargate Spot. Spot has no fallback when it runs out, so keep a base."
  type = object({
    on_demand_base   = optional(number, 1)
    on_demand_weight = optional(number, 1)
    spot_weight      = optional(number, 0)
  })
  default = {}

  validation {
    condition     = var.capacity.on_demand_weight + var.capacity.spot_weight > 0
    error_message = "capacity: one of the weights must be above 0."
  }
}

variable "load_balancer" {
  description = "A target group that the worker's port is registered with, and the load balancer's security group. None: nobody can connect to the worker."
  type = object({
    target_group_arn  = string
    port              = number
    security_group_id = string
  })
  default = null
}

variable "egress_ports" {
  description = "TCP ports on which the worker may connect to anywhere: 443 is what AWS needs."
  type        = set(number)
  default     = [443]
}

variable "wait_for_steady_state" {
  description = "Whether an apply waits until the new tasks run, and fails where ECS has rolled them back."
  type        = bool
  default     = true
}

variable "lost_leases_threshold" {
  description = "An alarm goes off above so many jobs in 5 minutes whose lease was lost."
  type        = number
  default     = 5
}

variable "alarm_actions" {
  description = "ARNs, such as a topic's, that are told of alarms."
  type        = set(string)
  default     = []
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
