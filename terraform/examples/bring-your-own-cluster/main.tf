# A queue-fed fleet in a cluster that is there already: mostly on Spot, and at zero while nobody wants letters.

provider "aws" {
  region = var.region
}

module "fleet" {
  source = "../../modules/fleet"

  name            = var.name
  cluster_arn     = var.cluster_arn
  vpc_id          = var.vpc_id
  subnet_ids      = var.subnet_ids
  collector_image = var.collector_image
  alarm_actions   = [var.alarm_topic_arn]

  queues = {
    write-letter = { job_seconds = 2, longest_job_seconds = 60, acceptable_latency_seconds = 300 }
  }

  workers = {
    writer = {
      image       = var.image
      program     = ["/app/CallbackWorker"]
      queues      = { write-letter = { slots = 20 } }
      min_tasks   = 0
      max_tasks   = 20
      spot_weight = 3
    }
  }

  machines = {
    letter = {
      definition = "${path.module}/../../patterns/callback-sqs/definition.asl.json"
      queues     = { "" = "write-letter" }
    }
  }
}
