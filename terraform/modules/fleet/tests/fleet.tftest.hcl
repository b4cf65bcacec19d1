mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name       = "claims"
  vpc_id     = "vpc-1"
  subnet_ids = ["subnet-1", "subnet-2"]

  activities = {
    appraise-claim = { job_seconds = 2, longest_job_seconds = 30 }
  }

  queues = {
    write-letter       = { job_seconds = 2, longest_job_seconds = 60 }
    tell-customer-desk = { job_seconds = 1, longest_job_seconds = 60, event = { source = "claims", detail_type = "Claim Settled" } }
  }

  workers = {
    appraiser = {
      image      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      program    = ["/app/ActivityWorker"]
      activities = { appraise-claim = { slots = 20 } }
    }
    writer = {
      image     = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/callback@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      program   = ["/app/CallbackWorker"]
      queues    = { write-letter = {}, tell-customer-desk = {} }
      min_tasks = 0
      records   = true
    }
  }

  machines = {
    appraise = { definition = "../../patterns/activity-worker/definition.asl.json", activities = { "" = "appraise-claim" }, execution_timeout_seconds = 3600 }
    letter   = { definition = "../../patterns/callback-sqs/definition.asl.json", queues = { "" = "write-letter" } }
    desk     = { definition = "../../patterns/callback-eventbridge/definition.asl.json", jobs = { "" = "tell-customer-desk" }, event = "tell-customer-desk" }
    outer    = { definition = "../../patterns/nested-execution/definition.asl.json", machines = { "" = "appraise" } }
  }
}

run "everything_fits_together" {
  command = plan

  assert {
    condition     = length(aws_ecs_cluster.this) == 1 && length(aws_ecs_cluster_capacity_providers.this) == 1 && length(data.aws_ecs_cluster.given) == 0
    error_message = "There is no cluster, or a given one is looked for."
  }

  assert {
    condition     = jsondecode(output.definitions["letter"]).States["Wake for Work"].Next == "Work" && jsondecode(output.definitions["desk"]).States["Wake for Work"].Next == "Work"
    error_message = "A service at zero is not woken by the machines that send to it."
  }

  assert {
    condition     = jsondecode(output.definitions["letter"]).States["Wake for Work"] == jsondecode(output.definitions["desk"]).States["Wake for Work"]
    error_message = "The machines wake different services."
  }

  assert {
    condition     = !contains(keys(jsondecode(output.definitions["appraise"]).States), "Wake for Work")
    error_message = "A service that never stands at zero is woken."
  }

  assert {
    condition     = jsondecode(output.definitions["outer"]).States.Work.TimeoutSeconds == 3660
    error_message = "The outer machine gives up before the inner one can tell why."
  }

  assert {
    condition     = length(module.stores) == 1 && module.stores[0].payload_store == null
    error_message = "The stores are not what the workers keep."
  }
}

run "a_given_cluster_is_used" {
  command = plan

  variables {
    cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/shared"
  }

  assert {
    condition     = length(aws_ecs_cluster.this) == 0 && output.cluster_arn == "arn:aws:ecs:eu-central-1:111122223333:cluster/shared"
    error_message = "Another cluster was made."
  }
}

run "refuses_a_cluster_that_counts_no_tasks" {
  command = plan

  variables {
    cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/shared"
  }

  override_data {
    target = data.aws_ecs_cluster.given[0]
    values = { setting = [{ name = "containerInsights", value = "disabled" }] }
  }

  expect_failures = [data.aws_ecs_cluster.given]
}

run "refuses_a_worker_of_an_unknown_activity" {
  command = plan

  variables {
    workers = {
      appraiser = {
        image      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        program    = ["/app/ActivityWorker"]
        activities = { assess = {} }
      }
    }
  }

  expect_failures = [var.workers]
}

run "refuses_a_nested_machine_without_a_limit" {
  command = plan

  variables {
    machines = {
      letter = { definition = "../../patterns/callback-sqs/definition.asl.json", queues = { "" = "write-letter" } }
      outer  = { definition = "../../patterns/nested-execution/definition.asl.json", machines = { "" = "letter" } }
    }
  }

  expect_failures = [var.machines]
}

run "a_fleet_of_activities_alone" {
  command = plan

  variables {
    queues   = {}
    machines = {}
    workers = {
      appraiser = {
        image      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        program    = ["/app/ActivityWorker"]
        activities = { appraise-claim = {} }
      }
    }
  }

  assert {
    condition     = length(module.stores) == 0 && length(module.queue) == 0 && length(module.machine) == 0 && length(aws_security_group.tasks) == 0
    error_message = "There is more than an activity and its worker."
  }
}

run "tasks_that_run_once_alone" {
  command = plan

  variables {
    activities = {}
    queues     = {}
    workers    = {}
    machines   = { post = { definition = "../../patterns/run-once/definition.asl.json", task = "ledger", variables = { timeout_seconds = "600" }, execution_timeout_seconds = 3600 } }
    tasks = {
      ledger = {
        image    = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/run-once@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        program  = ["/app/RunOnceWorker"]
        payloads = true
      }
    }
  }

  assert {
    condition     = length(aws_security_group.tasks) == 1 && one(aws_vpc_security_group_egress_rule.tasks).to_port == 443
    error_message = "The tasks have no way to AWS, or another one."
  }

  assert {
    condition     = module.stores[0].record_store == null && module.stores[0].payload_store.prefix == "payloads"
    error_message = "The task has no store for its result, or one that nobody asked for."
  }
}

run "refuses_more_polls_of_all_workers_than_an_activity_allows" {
  command = plan

  variables {
    workers = {
      for name in ["appraiser", "night-appraiser"] : name => {
        image      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        program    = ["/app/ActivityWorker"]
        activities = { appraise-claim = { slots = 60 } }
      }
    }
    machines = {}
  }

  expect_failures = [var.workers]
}

run "what_a_job_and_a_worker_are_given_reaches_their_modules" {
  command = plan

  variables {
    endpoints       = ["ecr.api", "ecr.dkr", "logs", "s3", "xray", "sqs", "ssm", "states"]
    collector_image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/public/aws-observability/aws-otel-collector@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    activities      = { appraise-claim = { job_seconds = 2, longest_job_seconds = 30, start_up_seconds = 1200, heartbeat_seconds = 33 } }
    queues          = { write-letter = { job_seconds = 2, longest_job_seconds = 60, start_up_seconds = 1500 } }
    machines        = { letter = { definition = "../../patterns/callback-sqs/definition.asl.json", queues = { "" = "write-letter" } } }

    workers = {
      writer = {
        image               = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/callback@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        program             = ["/app/CallbackWorker"]
        queues              = { write-letter = {} }
        secrets             = { Mail__Password = "arn:aws:ssm:eu-central-1:111122223333:parameter/mail" }
        secret_kms_key_arns = ["arn:aws:kms:eu-central-1:111122223333:key/1"]
      }
    }

    tasks = {
      ledger = {
        image               = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/run-once@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        program             = ["/app/RunOnceWorker"]
        secrets             = { Ledger__Password = "arn:aws:ssm:eu-central-1:111122223333:parameter/ledger" }
        secret_kms_key_arns = ["arn:aws:kms:eu-central-1:111122223333:key/2"]
        scratch_paths       = ["/tmp"]
      }
    }
  }

  assert {
    condition     = module.activity_job["appraise-claim"].times.longest_wait_seconds == 1260 && module.activity_job["appraise-claim"].times.heartbeat_seconds == 33
    error_message = "The activity's times are not what was given: ${jsonencode(module.activity_job["appraise-claim"].times)}"
  }

  assert {
    condition     = jsondecode(output.definitions["letter"]).States.Work.HeartbeatSeconds == 1560 + 120
    error_message = "A start of 1,500 s is not waited for."
  }

  assert {
    condition     = contains(keys({ for one in jsondecode(module.worker["writer"].container_definitions)[0].secrets : one.name => one }), "Mail__Password") && jsondecode(module.task["ledger"].container_definitions)[0].secrets[0].name == "Ledger__Password"
    error_message = "Secrets do not reach the containers."
  }

  assert {
    condition     = jsondecode(module.worker["writer"].container_definitions)[1].image == var.collector_image && jsondecode(module.task["ledger"].container_definitions)[1].image == var.collector_image
    error_message = "Another collector runs."
  }
}
