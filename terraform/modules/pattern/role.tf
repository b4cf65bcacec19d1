# The machine's role has what its tasks need and nothing more. Tasks of activities need nothing.

locals {
  partition = data.aws_partition.this.partition

  kms_key_arns = distinct(compact(concat(
    [var.kms_key_arn],
    [for activity in var.activities : activity.kms_key_arn],
    [for queue in var.queues : queue.kms_key_arn],
  )))

  # Step Functions learns through these managed rules that what it waits for has ended.
  managed_rules = compact([
    length(var.machines) > 0 ? "StepFunctionsGetEventsForStepFunctionsExecutionRule" : "",
    try(var.run_once.sync, false) ? "StepFunctionsGetEventsForECSTaskRule" : "",
  ])
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  description        = "The state machine ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "this" {
  name   = "tasks"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.tasks.json
}

data "aws_iam_policy_document" "tasks" {
  # These actions know no resources.
  statement {
    sid = "LogAndTrace"
    actions = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(var.queues) > 0 ? [1] : []

    content {
      sid       = "SendJobs"
      actions   = ["sqs:SendMessage"]
      resources = distinct([for queue in var.queues : queue.arn])
    }
  }

  dynamic "statement" {
    for_each = length(local.kms_key_arns) > 0 ? [1] : []

    content {
      sid       = "UseKeys"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = local.kms_key_arns
    }
  }

  dynamic "statement" {
    for_each = var.event == null ? [] : [var.event]

    content {
      sid       = "PutEvents"
      actions   = ["events:PutEvents"]
      resources = ["arn:${local.partition}:events:${local.account}:event-bus/${statement.value.bus_name}"]
    }
  }

  dynamic "statement" {
    for_each = length(var.machines) > 0 ? [1] : []

    content {
      sid       = "StartMachines"
      actions   = ["states:StartExecution"]
      resources = distinct([for machine in var.machines : "${local.states}:stateMachine:${machine.name}"])

      # Step Functions compares the machine's ARN, and the alias apart.
      condition {
        test     = "StringEquals"
        variable = "states:StateMachineQualifier"
        values   = [local.alias]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.machines) > 0 ? [1] : []

    content {
      sid       = "FollowExecutions"
      actions   = ["states:DescribeExecution", "states:StopExecution"]
      resources = distinct([for machine in var.machines : "${local.states}:execution:${machine.name}:*"])
    }
  }

  dynamic "statement" {
    for_each = var.run_once == null ? [] : [var.run_once]

    content {
      sid       = "StartTasks"
      actions   = ["ecs:RunTask"]
      resources = ["${statement.value.task_definition_arn}:*", statement.value.task_definition_arn]

      condition {
        test     = "ArnEquals"
        variable = "ecs:cluster"
        values   = [statement.value.cluster_arn]
      }
    }
  }

  dynamic "statement" {
    for_each = try(var.run_once.sync, false) ? [var.run_once] : []

    content {
      sid       = "FollowTasks"
      actions   = ["ecs:DescribeTasks", "ecs:StopTask"]
      resources = ["${replace(statement.value.cluster_arn, ":cluster/", ":task/")}/*"]
    }
  }

  dynamic "statement" {
    for_each = var.run_once == null ? [] : [var.run_once]

    content {
      sid       = "GiveTasksTheirRoles"
      actions   = ["iam:PassRole"]
      resources = statement.value.role_arns

      condition {
        test     = "StringEquals"
        variable = "iam:PassedToService"
        values   = ["ecs-tasks.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.managed_rules) > 0 ? [1] : []

    content {
      sid       = "ManagedRules"
      actions   = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
      resources = [for rule in local.managed_rules : "arn:${local.partition}:events:${local.account}:rule/${rule}"]
    }
  }

  dynamic "statement" {
    for_each = var.reply_queues == null ? [] : [var.reply_queues]

    content {
      sid = "ReplyQueues"
      actions = concat(
        statement.value.makes_only ? [] : ["sqs:DeleteMessage", "sqs:ReceiveMessage"],
        statement.value.reads_only ? [] : ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:TagQueue"],
      )
      resources = ["arn:${local.partition}:sqs:${local.account}:${statement.value.prefix}*"]
    }
  }

  dynamic "statement" {
    for_each = length(var.wake) > 0 ? [1] : []

    content {
      sid     = "WakeServices"
      actions = ["ecs:DescribeServices", "ecs:UpdateService"]
      resources = [
        for service in var.wake : "${replace(service.cluster_arn, ":cluster/", ":service/")}/${service.service_name}"
      ]
    }
  }
}
