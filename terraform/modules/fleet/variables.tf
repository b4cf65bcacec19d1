variable "name" {
  description = "The fleet's name: everything in it is named <name>-…"
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,22}$", var.name))
    error_message = "name must have 2 to 23 lower-case letters, digits and dashes: what is named after it has names of its own behind."
  }
}

variable "vpc_id" {
  description = "The VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets from which AWS can be reached: see worker-service."
  type        = set(string)
}

variable "assign_public_ip" {
  description = "Whether tasks get public addresses: for public subnets without a NAT gateway."
  type        = bool
  default     = false
}

variable "cluster_arn" {
  description = "A cluster of yours, with Container Insights and the capacity providers FARGATE and FARGATE_SPOT. None: one is made."
  type        = string
  default     = null
}

variable "activities" {
  description = "Activities and their jobs, by the source's name in the worker's settings: what the module job-type takes."
  type = map(object({
    job_seconds                = number
    longest_job_seconds        = number
    acceptable_latency_seconds = optional(number, 60)
    start_up_seconds           = optional(number, 180)
    longest_wait_seconds       = optional(number)
    detection_seconds          = optional(number, 120)
    heartbeat_seconds          = optional(number)
    shutdown_budget_seconds    = optional(number, 110)
  }))
  default = {}
}

variable "queues" {
  description = "Queues and their jobs, by the source's name in the worker's settings: what the module job-type takes, max_receive_count, and event where a bus's events come to the queue."
  type = map(object({
    job_seconds                = number
    longest_job_seconds        = number
    acceptable_latency_seconds = optional(number, 60)
    start_up_seconds           = optional(number, 180)
    longest_wait_seconds       = optional(number)
    detection_seconds          = optional(number, 120)
    heartbeat_seconds          = optional(number)
    shutdown_budget_seconds    = optional(number, 110)
    max_receive_count          = optional(number, 5)
    event = optional(object({
      bus_name    = optional(string, "default")
      source      = string
      detail_type = string
    }))
  }))
  default = {}
}

variable "workers" {
  description = "Services by name: image, program, their sources with slots and max_polls, sizes, whether they keep records and payloads, and what worker-service takes beside that."
  type = map(object({
    image               = string
    program             = list(string)
    activities          = optional(map(object({ slots = optional(number, 10), max_polls = optional(number) })), {})
    queues              = optional(map(object({ slots = optional(number, 10), max_polls = optional(number), task_tokens = optional(bool, true), handle_dead_letters = optional(bool, true) })), {})
    min_tasks           = optional(number, 1)
    max_tasks           = optional(number, 10)
    spot_weight         = optional(number, 0)
    cpu                 = optional(number, 512)
    memory              = optional(number, 1024)
    architecture        = optional(string, "X86_64")
    records             = optional(bool, false)
    payloads            = optional(bool, false)
    answers_at          = optional(string)
    environment         = optional(map(string), {})
    secrets             = optional(map(string), {})
    secret_kms_key_arns = optional(set(string), [])
    permissions         = optional(map(object({ actions = set(string), resources = set(string) })), {})
    egress_ports        = optional(set(number), [443])
    scratch_paths       = optional(set(string), [])
    load_balancer       = optional(object({ target_group_arn = string, port = number, security_group_id = string }))
  }))
  default = {}

  validation {
    condition     = alltrue(flatten([for worker in values(var.workers) : [for name in keys(worker.activities) : contains(keys(var.activities), name)]]))
    error_message = "workers: an activity is named that is not among activities."
  }

  validation {
    condition     = alltrue(flatten([for worker in values(var.workers) : [for name in keys(worker.queues) : contains(keys(var.queues), name)]]))
    error_message = "workers: a queue is named that is not among queues."
  }

  validation {
    condition = alltrue([
      for name in keys(var.activities) : sum(concat([0], [
        for worker in values(var.workers) : worker.max_tasks * min(coalesce(worker.activities[name].max_polls, worker.activities[name].slots), worker.activities[name].slots) if contains(keys(worker.activities), name)
      ])) <= 1000
    ])
    error_message = "workers: of all that poll one activity, max_tasks × open polls (max_polls, or slots) must be 1,000 or less together: Step Functions lets no more poll one activity, and throttles the rest. Lower max_polls: fewer polls than slots do for jobs that take a second or longer."
  }
}

variable "tasks" {
  description = "Tasks that state machines start, one job each, by name: what worker-task takes."
  type = map(object({
    image               = string
    program             = list(string)
    cpu                 = optional(number, 512)
    memory              = optional(number, 1024)
    architecture        = optional(string, "X86_64")
    records             = optional(bool, false)
    payloads            = optional(bool, false)
    environment         = optional(map(string), {})
    secrets             = optional(map(string), {})
    secret_kms_key_arns = optional(set(string), [])
    permissions         = optional(map(object({ actions = set(string), resources = set(string) })), {})
    scratch_paths       = optional(set(string), [])
  }))
  default = {}
}

variable "machines" {
  description = "State machines by name: the definition's file, and by the prefix of its variables the names of its activities, queues, jobs (whose times alone it takes) and machines; event: the queue whose events it puts; task: what it starts; reply_queues, variables and execution_timeout_seconds as the module pattern takes them."
  type = map(object({
    definition                = string
    activities                = optional(map(string), {})
    queues                    = optional(map(string), {})
    jobs                      = optional(map(string), {})
    machines                  = optional(map(string), {})
    event                     = optional(string)
    task                      = optional(string)
    reply_queues              = optional(object({ prefix = string, reads_only = optional(bool, false), makes_only = optional(bool, false) }))
    variables                 = optional(map(string), {})
    execution_timeout_seconds = optional(number)
  }))
  default = {}

  validation {
    condition = alltrue(flatten([
      for machine in values(var.machines) : [for name in values(machine.machines) : try(var.machines[name].execution_timeout_seconds, null) != null]
    ]))
    error_message = "machines: one that another waits for must be among them, and needs its execution_timeout_seconds, which the other's limits follow from."
  }

  validation {
    condition = alltrue(flatten([
      for machine in values(var.machines) : [for name in concat(values(machine.activities), values(machine.queues), values(machine.jobs)) : contains(concat(keys(var.activities), keys(var.queues)), name)]
    ]))
    error_message = "machines: an activity, a queue or a job is named that is not among activities and queues."
  }

  validation {
    condition     = alltrue([for machine in values(var.machines) : machine.event == null ? true : try(var.queues[machine.event].event, null) != null])
    error_message = "machines: event must name a queue that has an event."
  }

  validation {
    condition     = alltrue([for machine in values(var.machines) : machine.task == null ? true : contains(keys(var.tasks), machine.task)])
    error_message = "machines: a task is named that is not among tasks."
  }
}

variable "payload_expiry_days" {
  description = "After how many days payloads are removed."
  type        = number
  default     = 30
}

variable "deletion_protection" {
  description = "Whether table and bucket are kept from being deleted with what is in them."
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  description = "A customer managed key that encrypts activities, queues and stores. None: AWS's own."
  type        = string
  default     = null
}

variable "collector_image" {
  description = "The OpenTelemetry collector's image, by digest. None: a release of AWS's, from the internet; see the module repositories for subnets that have none."
  type        = string
  default     = null

  validation {
    condition     = var.collector_image == null ? true : can(regex("@sha256:[0-9a-f]{64}$", var.collector_image))
    error_message = "collector_image must end in @sha256: and 64 hexadecimal digits: a tag may be moved, and then nobody knows what runs beside the workers."
  }
}

variable "endpoints" {
  description = "Where the subnets reach AWS by VPC endpoints alone, the services that they have endpoints of: the output services of the module vpc-endpoints. Whatever lacks one is refused. None: they have a way to the internet."
  type        = set(string)
  default     = null
}

variable "wait_for_steady_state" {
  description = "Whether an apply waits until the new tasks run, and fails where ECS has rolled them back."
  type        = bool
  default     = true
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
