# The services, the tasks that run once, and what they keep.

locals {
  keeps_records  = anytrue(concat([for worker in values(var.workers) : worker.records], [for task in values(var.tasks) : task.records]))
  keeps_payloads = anytrue(concat([for worker in values(var.workers) : worker.payloads], [for task in values(var.tasks) : task.payloads]))
}

module "stores" {
  source = "../stores"
  count  = local.keeps_records || local.keeps_payloads ? 1 : 0

  name                = var.name
  record_store        = local.keeps_records
  payload_store       = local.keeps_payloads
  payload_expiry_days = var.payload_expiry_days
  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
  tags                = var.tags
}

module "worker" {
  source   = "../worker-service"
  for_each = var.workers

  name                  = "${var.name}-${each.key}"
  image                 = each.value.image
  program               = each.value.program
  cluster_arn           = local.cluster_arn
  vpc_id                = var.vpc_id
  subnet_ids            = var.subnet_ids
  assign_public_ip      = var.assign_public_ip
  activities            = { for name, use in each.value.activities : name => merge(module.activity[name].source, use) }
  queues                = { for name, use in each.value.queues : name => merge(module.queue[name].source, use) }
  answers_at            = each.value.answers_at
  min_tasks             = each.value.min_tasks
  max_tasks             = each.value.max_tasks
  capacity              = { spot_weight = each.value.spot_weight }
  cpu                   = each.value.cpu
  memory                = each.value.memory
  architecture          = each.value.architecture
  record_store          = each.value.records ? module.stores[0].record_store : null
  payload_store         = each.value.payloads ? module.stores[0].payload_store : null
  environment           = each.value.environment
  secrets               = each.value.secrets
  secret_kms_key_arns   = each.value.secret_kms_key_arns
  permissions           = each.value.permissions
  egress_ports          = each.value.egress_ports
  scratch_paths         = each.value.scratch_paths
  load_balancer         = each.value.load_balancer
  collector_image       = var.collector_image
  endpoints             = var.endpoints
  wait_for_steady_state = var.wait_for_steady_state
  alarm_actions         = var.alarm_actions
  tags                  = var.tags
}

module "task" {
  source   = "../worker-task"
  for_each = var.tasks

  name                = "${var.name}-${each.key}"
  image               = each.value.image
  program             = each.value.program
  cluster_arn         = local.cluster_arn
  cpu                 = each.value.cpu
  memory              = each.value.memory
  architecture        = each.value.architecture
  health_check        = false
  record_store        = each.value.records ? module.stores[0].record_store : null
  payload_store       = each.value.payloads ? module.stores[0].payload_store : null
  environment         = each.value.environment
  secrets             = each.value.secrets
  secret_kms_key_arns = each.value.secret_kms_key_arns
  permissions         = each.value.permissions
  scratch_paths       = each.value.scratch_paths
  collector_image     = var.collector_image
  endpoints           = var.endpoints
  tags                = var.tags
}

resource "aws_security_group" "tasks" {
  count = length(var.tasks) > 0 ? 1 : 0

  name        = "${var.name}-tasks"
  description = "Tasks of ${var.name} that run once"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  count = length(var.tasks) > 0 ? 1 : 0

  security_group_id = aws_security_group.tasks[0].id
  description       = "AWS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}
