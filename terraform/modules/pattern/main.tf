data "aws_region" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  # ARNs are put together from names: references between machines would make a cycle.
  account = "${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}"
  states  = "arn:${data.aws_partition.this.partition}:states:${local.account}"
  arn     = "${local.states}:stateMachine:${var.name}"

  # Of this machine, and of those that it starts.
  alias = "live"
}

resource "aws_sfn_state_machine" "this" {
  name       = var.name
  role_arn   = aws_iam_role.this.arn
  definition = local.definition
  publish    = true
  tags       = var.tags

  logging_configuration {
    level                  = var.log_level
    include_execution_data = var.log_execution_data
    log_destination        = "${aws_cloudwatch_log_group.this.arn}:*"
  }

  tracing_configuration {
    enabled = true
  }

  dynamic "encryption_configuration" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      type                              = "CUSTOMER_MANAGED_KMS_KEY"
      kms_key_id                        = encryption_configuration.value
      kms_data_key_reuse_period_seconds = 300
    }
  }

  lifecycle {
    precondition {
      condition     = length(setsubtract(keys(var.wake), flatten([for feeder in values(local.woken) : feeder.services]))) == 0
      error_message = "wake: no state of ${var.definition} hands jobs to ${join(", ", setsubtract(keys(var.wake), flatten([for feeder in values(local.woken) : feeder.services])))}, so nothing would wake it. Name it where its activity, its queue or its event is given."
    }

    precondition {
      condition     = alltrue(flatten([for state, feeder in local.woken : [for service in feeder.services : length("Is ${service} at zero for ${state}") <= 80]]))
      error_message = "wake: a service's key and the name of a state that hands jobs to it must have 64 characters together or less: the states that wake it are named after both, and Step Functions allows 80."
    }
  }

  # Step Functions tries the role when a machine is made.
  depends_on = [aws_iam_role_policy.this]
}

# What others start, machines that wait for this one too: an execution keeps the version it was started with, and a rollback is one change here.
resource "aws_sfn_alias" "live" {
  name = local.alias

  routing_configuration {
    state_machine_version_arn = aws_sfn_state_machine.this.state_machine_version_arn
    weight                    = 100
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/vendedlogs/states/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}
