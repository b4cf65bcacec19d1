# A rule that takes ApprovalWorker's events to a topic, and the topic's e-mail subscriptions.

data "aws_region" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  # Put together, so that a plan shows the whole of the policy. A rule of the default bus has no bus in its ARN.
  account   = "${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}"
  topic_arn = "arn:${data.aws_partition.this.partition}:sns:${local.account}:${var.name}"
  rule_arn  = "arn:${data.aws_partition.this.partition}:events:${local.account}:rule/${var.event_bus_name == "default" ? "" : "${var.event_bus_name}/"}${var.name}"
}

resource "aws_cloudwatch_event_rule" "this" {
  name           = var.name
  description    = "Calls people to approvals"
  event_bus_name = var.event_bus_name
  tags           = var.tags

  event_pattern = jsonencode({
    source        = [var.event_source]
    "detail-type" = sort(var.kinds)
  })
}

resource "aws_cloudwatch_event_target" "topic" {
  rule           = aws_cloudwatch_event_rule.this.name
  event_bus_name = var.event_bus_name
  arn            = aws_sns_topic.this.arn

  # A mail for people: the event's JSON is for programs. It has neither the request's input nor a task token, and a link is signed, expires and
  # is good once.
  input_transformer {
    input_paths = {
      kind    = "$.detail.kind"
      title   = "$.detail.title"
      url     = "$.detail.url"
      expires = "$.detail.expiresAt"
    }

    input_template = "\"<kind>: <title>. It waits until <expires>: <url>\""
  }
}

resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = var.kms_key_id
  tags              = var.tags
}

data "aws_iam_policy_document" "publish" {
  statement {
    actions   = ["sns:Publish"]
    resources = [local.topic_arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.rule_arn]
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = data.aws_iam_policy_document.publish.json
}

resource "aws_sns_topic_subscription" "email" {
  for_each = var.emails

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.value
}
