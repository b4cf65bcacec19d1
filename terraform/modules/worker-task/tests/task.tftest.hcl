mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name        = "appraiser"
  image       = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  program     = ["/app/ActivityWorker"]
  cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
}

run "a_container_is_locked_down_and_tells_its_health" {
  command = plan

  # What the collector does is not run here: at least worker and collector have to agree on where they meet, and traces and metrics to go somewhere.
  assert {
    condition = (
      local.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://${yamldecode(local.collector.environment[0].value).receivers.otlp.protocols.grpc.endpoint}"
      && yamldecode(local.collector.environment[0].value).service.pipelines.traces.exporters == ["awsxray"]
      && yamldecode(local.collector.environment[0].value).service.pipelines.metrics.exporters == ["awsemf"]
    )
    error_message = "The worker's traces or metrics go nowhere: ${local.collector.environment[0].value}"
  }

  assert {
    condition = (
      local.worker.readonlyRootFilesystem && local.worker.user == "1654"
      && local.worker.linuxParameters.capabilities.drop == ["ALL"]
      && local.collector.readonlyRootFilesystem && !local.collector.essential
    )
    error_message = "A container may write to its root, runs as root, or keeps capabilities."
  }

  assert {
    condition     = local.worker.healthCheck.command == ["CMD", "/app/ActivityWorker", "health", "--live"]
    error_message = "The worker is not asked by its own verb."
  }

  assert {
    condition     = local.worker.mountPoints == [] && local.worker.secrets == [] && local.worker.portMappings == []
    error_message = "The container has more than it was given."
  }

  assert {
    condition     = local.environment["Shutdown__StopTimeoutSeconds"] == "30" && local.worker.stopTimeout == 30
    error_message = "The worker believes in another stopTimeout than ECS."
  }

  assert {
    condition     = !contains(keys(local.environment), "Store__Kind") && !contains(keys(local.environment), "Payloads__Kind")
    error_message = "A store is set that was not given."
  }

  assert {
    condition     = toset(local.repositories) == toset(["arn:aws:ecr:eu-central-1:111122223333:repository/workers/activity"])
    error_message = "Another repository may be pulled from than that of the image: ${jsonencode(local.repositories)}"
  }
}

run "a_task_that_runs_once_has_no_health" {
  command = plan

  variables {
    health_check = false
  }

  assert {
    condition     = !contains(keys(local.worker), "healthCheck")
    error_message = "Nobody would answer."
  }

  assert {
    condition     = !can(regex(":[0-9]+$", output.run_once.task_definition_arn))
    error_message = "A machine would start an old revision for ever."
  }
}

run "stores_secrets_scratch_and_ports_reach_the_container" {
  command = plan

  variables {
    record_store  = { table_name = "claims", table_arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/claims" }
    payload_store = { bucket_name = "claims-payloads", bucket_arn = "arn:aws:s3:::claims-payloads", prefix = "payloads" }
    secrets = {
      Inbox__SigningKey = "arn:aws:ssm:eu-central-1:111122223333:parameter/inbox-key"
      Other             = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-AbCdEf:key::"
    }
    scratch_paths = ["/data/work"]
    ports         = [8080]
    environment   = { OTEL_METRIC_EXPORT_INTERVAL = "60000" }
  }

  assert {
    condition     = local.environment["Store__Table"] == "claims" && local.environment["Payloads__Bucket"] == "claims-payloads"
    error_message = "The worker is not told of its stores."
  }

  assert {
    condition     = toset(local.parameters) == toset(["arn:aws:ssm:eu-central-1:111122223333:parameter/inbox-key"]) && toset(local.secrets) == toset(["arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-AbCdEf"])
    error_message = "ECS may read other secrets than those of the settings."
  }

  assert {
    condition     = local.worker.mountPoints == [{ sourceVolume = "data-work", containerPath = "/data/work", readOnly = false }] && local.worker.portMappings[0].containerPort == 8080
    error_message = "The container lacks its folder, or its port."
  }

  assert {
    condition     = local.environment["OTEL_METRIC_EXPORT_INTERVAL"] == "60000"
    error_message = "A setting of the team's does not win."
  }
}

run "refuses_an_image_by_tag" {
  command = plan

  variables {
    image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity:latest"
  }

  expect_failures = [var.image]
}

run "refuses_memory_that_fargate_does_not_have_for_the_cpu" {
  command = plan

  variables {
    cpu    = 256
    memory = 4096
  }

  expect_failures = [var.memory]
}

run "refuses_root" {
  command = plan

  variables {
    user = "root"
  }

  expect_failures = [var.user]
}

run "refuses_a_stop_that_ecs_cuts_off" {
  command = plan

  variables {
    shutdown_budget_seconds = 26
  }

  expect_failures = [var.shutdown_budget_seconds]
}

run "refuses_wildcards_in_actions" {
  command = plan

  variables {
    permissions = { Everything = { actions = ["s3:*"], resources = ["arn:aws:s3:::claims"] } }
  }

  expect_failures = [var.permissions]
}

run "refuses_secrets_in_the_clear" {
  command = plan

  variables {
    secrets = { Inbox__SigningKey = "c2VjcmV0" }
  }

  expect_failures = [var.secrets]
}
