# What is in the queues gives the right to end a task, so nothing goes over the wire in the clear, and of services only the rule may send.

locals {
  requests = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]

  # Put together, so that a plan shows the whole of the policies. A rule of the default bus has no bus in its ARN.
  bus       = try(var.event.bus_name, "default")
  rule_arns = var.event == null ? [] : ["${replace(local.prefix, ":sqs:", ":events:")}:rule/${local.bus == "default" ? "" : "${local.bus}/"}${var.name}"]
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
    for_each = local.rule_arns

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
        values   = [statement.value]
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
    for_each = local.rule_arns

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
        values   = [statement.value]
      }
    }
  }
}
