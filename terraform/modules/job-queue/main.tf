data "aws_region" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  prefix           = "arn:${data.aws_partition.this.partition}:sqs:${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}"
  arn              = "${local.prefix}:${var.name}"
  dead_letters_arn = "${local.prefix}:${var.name}-dead"
}

resource "aws_sqs_queue" "this" {
  name                       = var.name
  visibility_timeout_seconds = var.times.detection_seconds
  message_retention_seconds  = var.times.message_retention_seconds
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  kms_master_key_id          = var.kms_key_arn
  policy                     = data.aws_iam_policy_document.queue.json
  tags                       = var.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = var.times.max_receive_count
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name = "${var.name}-dead"

  # Whoever handles dead letters fails a task by one call.
  visibility_timeout_seconds = 30
  message_retention_seconds  = 1209600
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  kms_master_key_id          = var.kms_key_arn
  policy                     = data.aws_iam_policy_document.dead_letters.json
  tags                       = var.tags

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.arn]
  })
}
