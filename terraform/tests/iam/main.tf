# Every module with a role or a policy, with everything turned on, so that a plan shows all statements there are.

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
  region   = "eu-central-1"
  account  = "111122223333"
  key      = "arn:aws:kms:${local.region}:${local.account}:key/1"
  cluster  = "arn:aws:ecs:${local.region}:${local.account}:cluster/claims"
  listener = "arn:aws:elasticloadbalancing:${local.region}:${local.account}:listener/app/people/1/2"
  image    = "${local.account}.dkr.ecr.${local.region}.amazonaws.com/workers/any@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

  activity = { arn = "arn:aws:states:${local.region}:${local.account}:activity:claims-appraise", kms_key_arn = local.key, times = module.activity_job.times }
  queue = {
    name              = "claims-letters"
    arn               = "arn:aws:sqs:${local.region}:${local.account}:claims-letters"
    url               = "https://sqs.${local.region}.amazonaws.com/${local.account}/claims-letters"
    dead_letters_name = "claims-letters-dead"
    dead_letters_arn  = "arn:aws:sqs:${local.region}:${local.account}:claims-letters-dead"
    dead_letters_url  = "https://sqs.${local.region}.amazonaws.com/${local.account}/claims-letters-dead"
    kms_key_arn       = local.key
    times             = module.queue_job.times
  }
  record_store  = { table_name = "claims", table_arn = "arn:aws:dynamodb:${local.region}:${local.account}:table/claims", kms_key_arn = local.key }
  payload_store = { bucket_name = "claims", bucket_arn = "arn:aws:s3:::claims", prefix = "payloads", kms_key_arn = local.key }
}

module "activity_job" {
  source = "../../modules/job-type"

  source_kind         = "activity"
  job_seconds         = 5
  longest_job_seconds = 600
}

module "queue_job" {
  source = "../../modules/job-type"

  source_kind         = "queue"
  job_seconds         = 5
  longest_job_seconds = 60
}

module "queue" {
  source = "../../modules/job-queue"

  name        = "claims-letters"
  times       = module.queue_job.times
  kms_key_arn = local.key
  event       = { source = "claims", detail_type = "Claim Settled" }
}

module "service" {
  source = "../../modules/worker-service"

  name                = "claims-worker"
  image               = local.image
  program             = ["/app/Worker"]
  cluster_arn         = local.cluster
  vpc_id              = "vpc-1"
  subnet_ids          = ["subnet-1"]
  activities          = { appraise = local.activity }
  queues              = { letters = local.queue }
  answers_at          = "claims-reply-"
  record_store        = local.record_store
  payload_store       = local.payload_store
  secret_kms_key_arns = ["arn:aws:kms:${local.region}:${local.account}:key/secrets"]
  secrets = {
    One = "arn:aws:ssm:${local.region}:${local.account}:parameter/one"
    Two = "arn:aws:secretsmanager:${local.region}:${local.account}:secret:two-AbCdEf"
  }
}

module "pattern" {
  source = "../../modules/pattern"

  name         = "claims"
  definition   = "${path.module}/everything.asl.json"
  activities   = { appraise = local.activity }
  queues       = { letter = local.queue }
  machines     = { inner = { name = "claims-inner", execution_timeout_seconds = 600 } }
  event        = { source = "claims", detail_type = "Claim Settled" }
  reply_queues = { prefix = "claims-reply-" }
  wake         = { worker = { cluster_arn = local.cluster, service_name = "claims-worker" } }
  kms_key_arn  = local.key

  run_once = merge(module.ledger.run_once, { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] })
}

module "ledger" {
  source = "../../modules/worker-task"

  name         = "claims-ledger"
  image        = local.image
  program      = ["/app/Worker"]
  cluster_arn  = local.cluster
  health_check = false
}

module "stores" {
  source = "../../modules/stores"

  name = "claims"
}

module "approvals" {
  source = "../../modules/approvals"

  name          = "claims-approvals"
  vpc_id        = "vpc-1"
  host_name     = "approvals.example.com"
  emails        = ["manager@example.com"]
  load_balancer = { arn = local.listener, listener_arn = local.listener, security_group_id = "sg-1" }

  oidc = {
    issuer                 = "https://login.example.com"
    authorization_endpoint = "https://login.example.com/authorize"
    token_endpoint         = "https://login.example.com/token"
    user_info_endpoint     = "https://login.example.com/userinfo"
    client_id              = "inbox"
    client_secret          = "not-a-secret"
  }
}
