# A fleet with everything turned on.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 6.0"
    }
  }
}

locals {
  key   = "arn:aws:kms:eu-central-1:111122223333:key/1"
  image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/any@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}

module "fleet" {
  source = "../../../modules/fleet"

  name        = "fleet"
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1"]
  kms_key_arn = local.key

  activities = { appraise = { job_seconds = 5, longest_job_seconds = 600 } }

  queues = {
    letters = { job_seconds = 5, longest_job_seconds = 60 }
    desk    = { job_seconds = 5, longest_job_seconds = 60, event = { bus_name = "claims", source = "claims", detail_type = "Claim Settled" } }
  }

  workers = {
    worker = {
      image               = local.image
      program             = ["/app/Worker"]
      activities          = { appraise = {} }
      queues              = { letters = {}, desk = {} }
      answers_at          = "fleet-reply-"
      min_tasks           = 0
      records             = true
      payloads            = true
      secrets             = { One = "arn:aws:ssm:eu-central-1:111122223333:parameter/one" }
      secret_kms_key_arns = ["arn:aws:kms:eu-central-1:111122223333:key/secrets"]
    }
  }

  tasks = {
    ledger = {
      image               = local.image
      program             = ["/app/Ledger"]
      records             = true
      payloads            = true
      secrets             = { Two = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:two-AbCdEf:password::" }
      secret_kms_key_arns = ["arn:aws:kms:eu-central-1:111122223333:key/secrets"]
    }
  }

  machines = {
    appraise = { definition = "${path.module}/../../../patterns/activity-worker/definition.asl.json", activities = { "" = "appraise" }, execution_timeout_seconds = 3600 }
    letter   = { definition = "${path.module}/../../../patterns/callback-sqs/definition.asl.json", queues = { "" = "letters" } }
    desk     = { definition = "${path.module}/../../../patterns/callback-eventbridge/definition.asl.json", jobs = { "" = "desk" }, event = "desk" }
    outer    = { definition = "${path.module}/../../../patterns/nested-execution/definition.asl.json", machines = { "" = "appraise" } }
    post     = { definition = "${path.module}/../../../patterns/run-once/definition.asl.json", task = "ledger", variables = { timeout_seconds = "600" }, execution_timeout_seconds = 3600 }
  }
}
