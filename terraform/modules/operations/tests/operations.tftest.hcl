mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name = "claims"
}

run "every_thing_has_its_graphs" {
  command = plan

  variables {
    services   = { appraiser = { cluster_name = "claims", log_group_name = "/workers/appraiser", sources = ["appraise-claim", "find-flight"] } }
    activities = { appraise-claim = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim" }
    queues     = { write-letter = { name = "claims-write-letter", dead_letters_name = "claims-write-letter-dead" } }
    machines   = { claims = "arn:aws:states:eu-central-1:111122223333:stateMachine:claims" }
    alarm_arns = ["arn:aws:cloudwatch:eu-central-1:111122223333:alarm:one"]
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 1 + 2 + 2 + 2 + 3
    error_message = "Something is not drawn, or twice."
  }

  assert {
    condition = contains(
      [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : jsonencode(try(widget.properties.metrics, []))],
      jsonencode([
        ["Workers", "workers.slots.saturation", "service.name", "appraiser", "workers.source", "appraise-claim", { label = "appraise-claim" }],
        ["Workers", "workers.slots.saturation", "service.name", "appraiser", "workers.source", "find-flight", { label = "find-flight" }],
      ])
    )
    error_message = "The saturation of a source is not drawn."
  }

  assert {
    condition     = alltrue([for query in aws_cloudwatch_query_definition.this : query.log_group_names == tolist(["/workers/appraiser"])]) && length(aws_cloudwatch_query_definition.this) == 5
    error_message = "A query looks elsewhere than in the workers' logs."
  }
}

run "nothing_to_see_is_no_error" {
  command = plan

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 0 && length(aws_cloudwatch_query_definition.this) == 0
    error_message = "A query without logs is refused by CloudWatch."
  }
}

run "refuses_a_name_with_spaces" {
  command = plan

  variables {
    name = "the claims"
  }

  expect_failures = [var.name]
}
