# What the worker may do, from what it works on.

data "aws_region" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  account = "${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}"
  kms_key_arns = distinct(compact(concat(
    [for activity in values(var.activities) : activity.kms_key_arn],
    [for queue in values(var.queues) : queue.kms_key_arn],
  )))
  has_tokens = length(var.activities) > 0 || anytrue([for queue in values(var.queues) : queue.task_tokens])
  replies    = "arn:${data.aws_partition.this.partition}:sqs:${local.account}:${coalesce(var.answers_at, "-")}*"

  all_permissions = {
    # These actions know no resources: whoever has a token may report, and nobody else can.
    Report = {
      actions   = ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"]
      resources = local.has_tokens ? ["*"] : []
    }
    PollActivities = {
      actions   = ["states:DescribeActivity", "states:GetActivityTask"]
      resources = [for activity in values(var.activities) : activity.arn]
    }
    ReceiveJobs = {
      actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      resources = concat([for queue in values(var.queues) : queue.arn], [for queue in values(local.dead_letters) : queue.dead_letters_arn])
    }
    Answer = {
      actions   = ["sqs:GetQueueAttributes", "sqs:SendMessage"]
      resources = var.answers_at == null ? [] : [local.replies]
    }
    UseSourceKeys = {
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = local.kms_key_arns
    }
    ProtectTasks = {
      actions   = ["ecs:UpdateTaskProtection"]
      resources = local.outlasts_stop ? ["${replace(var.cluster_arn, ":cluster/", ":task/")}/*"] : []
    }
  }

  permissions = { for name, permission in local.all_permissions : name => permission if length(permission.resources) > 0 }
}
