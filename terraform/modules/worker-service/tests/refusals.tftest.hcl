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
  subnet_ids  = ["subnet-1"]
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

run "queue" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "queue"
    job_seconds         = 5
    longest_job_seconds = 60
  }
}

run "a_name_that_leaves_no_room_for_the_roles" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    name       = "appraise-all-flight-delay-claims-of-the-whole-world-now"
  }

  expect_failures = [var.name]
}

run "an_image_by_tag" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    image      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity:latest"
  }

  expect_failures = [var.image]
}

run "no_program" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    program    = []
  }

  expect_failures = [var.program]
}

run "a_cluster_by_name" {
  command = plan

  variables {
    activities  = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    cluster_arn = "claims"
  }

  expect_failures = [var.cluster_arn]
}

run "no_subnet" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    subnet_ids = []
  }

  expect_failures = [var.subnet_ids]
}

run "an_activity_without_slots" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times, slots = 0 } }
  }

  expect_failures = [var.activities]
}

run "a_queue_without_slots" {
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
        slots             = 0
      }
    }
  }

  expect_failures = [var.queues]
}

run "a_queue_and_an_activity_of_one_name" {
  command = plan

  variables {
    activities = { write-letter = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
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
  }

  expect_failures = [var.queues]
}

run "six_sources" {
  command = plan

  variables {
    activities = {
      source-1 = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times }
      source-2 = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times }
      source-3 = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times }
      source-4 = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times }
      source-5 = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times }
      source-6 = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times }
    }
  }

  expect_failures = [var.queues]
}

run "answers_at_queues_of_others" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    answers_at = "r"
  }

  expect_failures = [var.answers_at]
}

run "half_a_task" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    min_tasks  = 0.5
  }

  expect_failures = [var.min_tasks]
}

run "an_idleness_shorter_than_a_start" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    scaling    = { idle_minutes = 4 }
  }

  expect_failures = [var.scaling]
}

run "no_capacity" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    capacity   = { on_demand_weight = 0, spot_weight = 0 }
  }

  expect_failures = [var.capacity]
}

run "cpu_that_fargate_does_not_know" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    cpu        = 300
  }

  expect_failures = [var.cpu]
}

run "memory_that_does_not_go_with_the_cpu" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    memory     = 512
  }

  expect_failures = [var.memory]
}

run "an_architecture_that_nobody_builds_for" {
  command = plan

  variables {
    activities   = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    architecture = "RISCV"
  }

  expect_failures = [var.architecture]
}

run "root" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    user       = "0"
  }

  expect_failures = [var.user]
}

run "a_secret_in_the_clear" {
  command = plan

  variables {
    activities = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    secrets    = { Password = "1234" }
  }

  expect_failures = [var.secrets]
}

run "wildcards_in_permissions" {
  command = plan

  variables {
    activities  = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    permissions = { All = { actions = ["s3:*"], resources = ["*"] } }
  }

  expect_failures = [var.permissions]
}

run "a_collector_by_tag" {
  command = plan

  variables {
    activities      = { appraise-claim = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times } }
    collector_image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/public/aws-observability/aws-otel-collector:v0.43.1"
  }

  expect_failures = [var.collector_image]
}
