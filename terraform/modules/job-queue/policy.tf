# What is in the queues gives the right to end a task, so nothing goes over the wire in the clear, and of services only the rule may send.

locals {
  requests = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]
}

data "aws_iam_policy_document" "queue" {
  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = local.requests
    resources = [local.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = aws_cloudwatch_event_rule.this

    content {
      sid       = "FromTheRule"
      actions   = ["sqs:SendMessage"]
      resources = [local.arn]

      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = [statement.value.arn]
      }
    }
  }
}

data "aws_iam_policy_document" "dead_letters" {
  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = local.requests
    resources = [local.dead_letters_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = aws_cloudwatch_event_rule.this

    content {
      sid       = "WhatTheRuleCannotDeliver"
      actions   = ["sqs:SendMessage"]
      resources = [local.dead_letters_arn]

      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = [statement.value.arn]
      }
    }
  }
}
