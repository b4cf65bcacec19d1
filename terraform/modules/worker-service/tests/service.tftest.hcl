mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name        = "appraiser"
  image       = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  program     = ["/app/ActivityWorker"]
  cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1", "subnet-2"]
}

run "activity" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "activity"
    job_seconds         = 5
    longest_job_seconds = 60
  }
}

run "long_activity" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "activity"
    job_seconds         = 600
    longest_job_seconds = 3600
  }
}

run "queue" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind             = "queue"
    job_seconds             = 5
    longest_job_seconds     = 60
    shutdown_budget_seconds = 60
  }
}

run "an_activity" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", slots = 20, times = run.activity.times } }
  }

  assert {
    condition = (
      local.settings["Activities__appraise_claim__ActivityArn"] == "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim"
      && local.settings["Activities__appraise_claim__HeartbeatSeconds"] == "120"
      && local.settings["Activities__appraise_claim__MaxDurationSeconds"] == "60"
      && local.settings["Activities__appraise_claim__Slots"] == "20"
      && !contains(keys(local.settings), "Activities__appraise_claim__MaxPolls")
    )
    error_message = "The worker's settings are not its job's: ${jsonencode(local.settings)}"
  }

  assert {
    condition     = toset(keys(local.permissions)) == toset(["Report", "PollActivities"]) && local.settings["TaskProtection__Enabled"] == "false"
    error_message = "The worker may do more than its jobs need: ${jsonencode(keys(local.permissions))}"
  }

  assert {
    condition     = length(aws_appautoscaling_policy.backlog) == 0 && keys(aws_appautoscaling_policy.saturation) == ["appraise-claim"]
    error_message = "An activity has no backlog to scale by, and saturation instead."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.to_zero) + length(aws_appautoscaling_policy.wake) + length(aws_cloudwatch_metric_alarm.idle) + length(aws_cloudwatch_metric_alarm.wake) == 0 && output.wake == null
    error_message = "A service that never stands at zero must not be sent there."
  }

  assert {
    condition     = aws_ecs_service.this.force_new_deployment && one(aws_ecs_service.this.deployment_circuit_breaker).rollback && !aws_ecs_service.this.enable_execute_command
    error_message = "The service is not rolled back, or may be entered."
  }

  assert {
    condition     = length(aws_ecs_service.this.load_balancer) == 0 && length(aws_vpc_security_group_ingress_rule.load_balancer) == 0
    error_message = "Somebody could connect to the worker."
  }

  assert {
    condition     = [for one in aws_ecs_service.this.capacity_provider_strategy : one.capacity_provider] == ["FARGATE"]
    error_message = "Spot was used without being asked for."
  }
}

run "a_queue_that_goes_to_zero_on_spot" {
  command = plan

  variables {
    queues = {
      write-letter = {
        name              = "write-letter"
        arn               = "arn:aws:sqs:eu-central-1:111122223333:write-letter"
        url               = "https://sqs.eu-central-1.amazonaws.com/111122223333/write-letter"
        dead_letters_name = "write-letter-dead"
        dead_letters_arn  = "arn:aws:sqs:eu-central-1:111122223333:write-letter-dead"
        dead_letters_url  = "https://sqs.eu-central-1.amazonaws.com/111122223333/write-letter-dead"
        times             = run.queue.times
      }
    }
    min_tasks  = 0
    capacity   = { spot_weight = 3 }
    answers_at = "route-reply-"
  }

  assert {
    condition = (
      local.settings["Queues__write_letter__VisibilityTimeoutSeconds"] == tostring(run.queue.times.detection_seconds)
      && local.settings["Queues__write_letter__HeartbeatSeconds"] == tostring(run.queue.times.heartbeat_seconds)
      && local.settings["DeadLetters__write_letter_dead__QueueUrl"] == "https://sqs.eu-central-1.amazonaws.com/111122223333/write-letter-dead"
    )
    error_message = "The worker's settings are not its queue's: ${jsonencode(local.settings)}"
  }

  assert {
    condition     = local.shutdown_budget_seconds == 60 && local.stop_timeout_seconds == 65
    error_message = "The stop has other times than the job."
  }

  assert {
    condition     = aws_appautoscaling_policy.backlog["write-letter"].target_tracking_scaling_policy_configuration[0].target_value == 1 + local.scaling.latency_share * 60 / 5
    error_message = "The backlog's target does not follow from latency and seconds per job."
  }

  assert {
    condition = one([
      for one in aws_appautoscaling_policy.backlog["write-letter"].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics : one.expression if one.return_data
    ]) == "(visible + in_flight) / (IF(desired < 1, 1, desired) * 10)"
    error_message = "The backlog is not that of a slot, or leaves out what is in flight."
  }

  assert {
    condition     = one(aws_appautoscaling_policy.to_zero[0].step_scaling_policy_configuration).adjustment_type == "ExactCapacity" && one(aws_appautoscaling_policy.wake[0].step_scaling_policy_configuration).adjustment_type == "ChangeInCapacity"
    error_message = "To zero is a number, and the way up must not be one, since it could be a scale-in."
  }

  assert {
    condition = (
      one(aws_appautoscaling_policy.to_zero[0].step_scaling_policy_configuration).cooldown == 60 * local.scaling.idle_minutes
      && one(aws_appautoscaling_policy.wake[0].step_scaling_policy_configuration).cooldown == local.defaults.wakeCooldownSeconds
    )
    error_message = "An alarm that goes on after its metrics have ended would send a service away that is just woken, or wake it again and again."
  }

  assert {
    condition = (
      { for one in aws_cloudwatch_metric_alarm.wake["write-letter"].metric_query : one.id => one.expression if one.expression != null } == {
        stranded = "(waiting > 0) > desired"
      } && toset(flatten([for one in aws_cloudwatch_metric_alarm.wake["write-letter"].metric_query : one.metric[*].metric_name])) == toset(["ApproximateNumberOfMessagesVisible", "DesiredTaskCount"])
    )
    error_message = "At zero no tasks are counted: a condition on their number alone has no value, and FILL gives none to a series that is empty."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.wake["write-letter"].evaluation_periods == local.defaults.wakeOfMinutes
      && aws_cloudwatch_metric_alarm.wake["write-letter"].datapoints_to_alarm == local.defaults.wakeMinutes
    )
    error_message = "The newest minutes have no count of tasks yet: a service that runs would be woken."
  }

  assert {
    condition = (
      one([for one in aws_cloudwatch_metric_alarm.not_ready.metric_query : one.expression if one.return_data == true]) == "1 - ((desired >= 1) > ready)"
      && aws_cloudwatch_metric_alarm.not_ready.treat_missing_data == "notBreaching"
    )
    error_message = "A service at zero would be called not ready, or one whose tasks run and are silent would not."
  }

  assert {
    condition = one([
      for one in aws_appautoscaling_policy.saturation["write-letter"].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics : one.expression if one.return_data
    ]) == "saturation + 0.001"
    error_message = "The policy itself would go to zero, whatever jobs came between two samples."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.idle[0].treat_missing_data == "notBreaching" && aws_cloudwatch_metric_alarm.idle[0].datapoints_to_alarm == local.scaling.idle_minutes
    error_message = "A service that was just woken would be sent to zero by the silence before."
  }

  assert {
    condition     = aws_ecs_service.this.desired_count == 1 && aws_appautoscaling_target.this.min_capacity == 0
    error_message = "The first task tells whether the image works; then it may go."
  }

  assert {
    condition     = toset([for one in aws_ecs_service.this.capacity_provider_strategy : one.capacity_provider]) == toset(["FARGATE", "FARGATE_SPOT"]) && anytrue([for one in aws_ecs_service.this.capacity_provider_strategy : one.capacity_provider == "FARGATE" && one.base == 1])
    error_message = "Spot without a base on demand has no fallback."
  }

  assert {
    condition     = output.wake == { cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims", service_name = "appraiser", sources = toset(["https://sqs.eu-central-1.amazonaws.com/111122223333/write-letter"]) }
    error_message = "The machines could not wake the service."
  }

  assert {
    condition     = toset(local.permissions.Answer.resources) == toset(["arn:aws:sqs:eu-central-1:111122223333:route-reply-*"])
    error_message = "The worker may send elsewhere than to reply queues."
  }
}

run "messages_without_task_tokens_are_not_reported" {
  command = plan

  variables {
    queues = {
      assess-route = {
        name              = "assess-route"
        arn               = "arn:aws:sqs:eu-central-1:111122223333:assess-route"
        url               = "https://sqs.eu-central-1.amazonaws.com/111122223333/assess-route"
        dead_letters_name = "assess-route-dead"
        dead_letters_arn  = "arn:aws:sqs:eu-central-1:111122223333:assess-route-dead"
        dead_letters_url  = "https://sqs.eu-central-1.amazonaws.com/111122223333/assess-route-dead"
        task_tokens       = false
        times             = run.queue.times
      }
    }
    answers_at = "route-reply-"
  }

  assert {
    condition     = toset(keys(local.permissions)) == toset(["ReceiveJobs", "Answer", "ProtectTasks"]) && toset(local.permissions.ReceiveJobs.resources) == toset(["arn:aws:sqs:eu-central-1:111122223333:assess-route"])
    error_message = "The worker may report, or receive dead letters that have no task: ${jsonencode(local.permissions)}"
  }

  assert {
    condition     = length(local.dead_letter_settings) == 0
    error_message = "The worker would look for tasks to fail in dead letters that have none."
  }
}

run "several_sources_go_to_zero_together" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    queues = {
      assess-route = {
        name              = "assess-route"
        arn               = "arn:aws:sqs:eu-central-1:111122223333:assess-route"
        url               = "https://sqs.eu-central-1.amazonaws.com/111122223333/assess-route"
        dead_letters_name = "assess-route-dead"
        dead_letters_arn  = "arn:aws:sqs:eu-central-1:111122223333:assess-route-dead"
        dead_letters_url  = "https://sqs.eu-central-1.amazonaws.com/111122223333/assess-route-dead"
        task_tokens       = false
        times             = run.queue.times
      }
    }
    min_tasks    = 0
    egress_ports = [443, 8443]
  }

  assert {
    condition     = one([for one in aws_cloudwatch_metric_alarm.idle[0].metric_query : one.expression if one.id == "busy"]) == "s0 + s1" && length(aws_cloudwatch_metric_alarm.idle[0].metric_query) == 3
    error_message = "One source that is idle would send the service to zero while the other works."
  }

  assert {
    condition     = keys(aws_cloudwatch_metric_alarm.wake) == ["appraise-claim", "assess-route"] && toset(keys(aws_vpc_security_group_egress_rule.this)) == toset(["443", "8443"])
    error_message = "A source does not wake the service, or the worker cannot get out."
  }

  assert {
    condition = (
      { for one in aws_cloudwatch_metric_alarm.wake["appraise-claim"].metric_query : one.id => one.expression if one.expression != null } == {
        stranded  = "(waiting > 0) > desired"
        waiting   = "FILL(IF(unstarted != 0, unstarted), REPEAT)"
        unstarted = "0.9 * scheduled - started"
      } && toset(flatten([for one in aws_cloudwatch_metric_alarm.wake["appraise-claim"].metric_query : one.metric[*].metric_name])) == toset(["ActivitiesScheduled", "ActivitiesStarted", "DesiredTaskCount"])
    )
    error_message = "One job of an activity is scheduled in one minute only, and would not wake the service."
  }
}

run "a_job_that_outlasts_a_stop_is_protected" {
  command = plan

  variables {
    activities = { assess = { arn = "arn:aws:states:eu-central-1:111122223333:activity:assess", times = run.long_activity.times } }
  }

  assert {
    condition     = local.settings["TaskProtection__Enabled"] == "true" && toset(local.permissions.ProtectTasks.resources) == toset(["arn:aws:ecs:eu-central-1:111122223333:task/claims/*"])
    error_message = "Scale-in would kill long jobs."
  }
}

run "a_worker_behind_a_load_balancer" {
  command = plan

  variables {
    activities    = { approve-request = { arn = "arn:aws:states:eu-central-1:111122223333:activity:approve-request", times = run.activity.times } }
    load_balancer = { target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/inbox/1", port = 8080, security_group_id = "sg-2" }
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.load_balancer[0].referenced_security_group_id == "sg-2" && aws_vpc_security_group_ingress_rule.load_balancer[0].cidr_ipv4 == null
    error_message = "Others than the load balancer could connect."
  }

  assert {
    condition     = one(aws_ecs_service.this.load_balancer).container_port == 8080
    error_message = "The load balancer asks at another port."
  }
}

run "refuses_more_polls_than_an_activity_allows" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", slots = 101, times = run.activity.times } }
    max_tasks  = 10
  }

  expect_failures = [var.activities]
}

run "takes_more_slots_with_fewer_polls" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", slots = 101, max_polls = 100, times = run.activity.times } }
    max_tasks  = 10
  }
}

run "refuses_a_worker_without_work" {
  command = plan

  expect_failures = [var.queues]
}

run "refuses_a_maximum_below_the_minimum" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    min_tasks  = 3
    max_tasks  = 2
  }

  expect_failures = [var.max_tasks]
}

run "refuses_a_target_of_all_slots" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    scaling    = { saturation_target = 1 }
  }

  expect_failures = [var.scaling]
}
