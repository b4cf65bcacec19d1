# What the worker and its collector may do.

locals {
  store_kms_key_arns = compact([try(var.record_store.kms_key_arn, null), try(var.payload_store.kms_key_arn, null)])
}

resource "aws_iam_role" "task" {
  name               = "${var.name}-task"
  description        = "The worker ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "task" {
  name   = "work"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}

data "aws_iam_policy_document" "task" {
  # These actions know no resources.
  statement {
    sid       = "Trace"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }

  statement {
    sid       = "WriteMetrics"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${local.log_arn}/metrics", "${local.log_arn}/metrics:*"]
  }

  dynamic "statement" {
    for_each = var.record_store == null ? [] : [var.record_store]

    content {
      sid       = "KeepRecords"
      actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
      resources = [statement.value.table_arn]
    }
  }

  dynamic "statement" {
    for_each = var.payload_store == null ? [] : [var.payload_store]

    content {
      sid       = "KeepPayloads"
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = ["${statement.value.bucket_arn}/${statement.value.prefix}/*"]
    }
  }

  # Without it a missing payload looks like a forbidden one.
  dynamic "statement" {
    for_each = var.payload_store == null ? [] : [var.payload_store]

    content {
      sid       = "MissPayloads"
      actions   = ["s3:ListBucket"]
      resources = [statement.value.bucket_arn]
    }
  }

  dynamic "statement" {
    for_each = length(local.store_kms_key_arns) > 0 ? [1] : []

    content {
      sid       = "UseStoreKeys"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = local.store_kms_key_arns
    }
  }

  dynamic "statement" {
    for_each = var.permissions

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}
