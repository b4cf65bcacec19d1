mock_provider "aws" {
  override_during = plan

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:111122223333:approval-notifications" }
  }

  mock_resource "aws_cloudwatch_event_rule" {
    defaults = { arn = "arn:aws:events:eu-central-1:111122223333:rule/approval-notifications" }
  }

  mock_data "aws_region" {
    defaults = { name = "eu-central-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

run "calls_people_to_requests_and_reminders" {
  command = plan

  variables {
    emails = ["manager@example.com", "deputy@example.com"]
  }

  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.this.event_pattern) == {
      source        = ["workers.approvals"]
      "detail-type" = ["Approval Reminder", "Approval Requested"]
    }
    error_message = "The rule matches other events than requests and reminders."
  }

  assert {
    condition     = toset([for one in aws_sns_topic_subscription.email : one.endpoint]) == toset(["manager@example.com", "deputy@example.com"])
    error_message = "Not everybody is subscribed."
  }

  assert {
    condition     = !strcontains(aws_cloudwatch_event_target.topic.input_transformer[0].input_template, "token")
    error_message = "A mail must not carry a token."
  }
}

run "only_its_rule_may_publish" {
  command = plan

  variables {
    emails         = []
    event_bus_name = "people"
  }

  assert {
    condition     = local.rule_arn == "arn:aws:events:eu-central-1:111122223333:rule/people/approval-notifications" && local.topic_arn == "arn:aws:sns:eu-central-1:111122223333:approval-notifications"
    error_message = "The rule could not publish: ${local.rule_arn} to ${local.topic_arn}"
  }
}

run "refuses_an_unknown_kind" {
  command = plan

  variables {
    emails = []
    kinds  = ["Approval Lost"]
  }

  expect_failures = [var.kinds]
}

run "refuses_what_is_no_address" {
  command = plan

  variables {
    emails = ["manager"]
  }

  expect_failures = [var.emails]
}
