# Flight-delay claims: every pattern, the whole fleet.

provider "aws" {
  region = var.region
}

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  patterns      = "${path.module}/../../patterns"
  reply_prefix  = "${var.name}-reply-"
  pay_claim_arn = "arn:${data.aws_partition.this.partition}:states:${var.region}:${data.aws_caller_identity.this.account_id}:activity:${var.name}-pay-claim"

  # How long the provider has for a payment, and managers for a decision.
  payment_seconds  = 3600
  approval_seconds = 259200
}

module "approvals" {
  source = "../../modules/approvals"

  name          = "${var.name}-approvals"
  vpc_id        = var.vpc_id
  load_balancer = var.load_balancer
  host_name     = var.inbox_host_name
  oidc          = var.oidc
  emails        = var.manager_emails
}

module "fleet" {
  source = "../../modules/fleet"

  name                  = var.name
  vpc_id                = var.vpc_id
  subnet_ids            = var.subnet_ids
  collector_image       = var.collector_image
  deletion_protection   = var.deletion_protection
  wait_for_steady_state = var.wait_for_steady_state
  activities            = local.activities
  queues                = local.queues
  workers               = local.workers
  machines              = local.machines

  tasks = {
    post-to-ledger = {
      image    = var.images.run_once
      program  = ["/app/RunOnceWorker"]
      records  = true
      payloads = true
    }
  }
}
