# A rule that takes ApprovalWorker's events to a topic, and the topic's e-mail subscriptions.

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
    resources = [aws_sns_topic.this.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.this.arn]
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
