# The smallest useful fleet: an activity, a worker that polls it, and a state machine that waits for it.

provider "aws" {
  region = var.region
}

module "fleet" {
  source = "../../modules/fleet"

  name            = var.name
  vpc_id          = var.vpc_id
  subnet_ids      = var.subnet_ids
  collector_image = var.collector_image

  activities = {
    appraise-claim = { job_seconds = var.job_seconds, longest_job_seconds = var.longest_job_seconds }
  }

  workers = {
    appraiser = { image = var.image, program = [var.program], activities = { appraise-claim = {} } }
  }

  machines = {
    appraise = {
      definition = "${path.module}/../../patterns/activity-worker/definition.asl.json"
      activities = { "" = "appraise-claim" }
    }
  }
}
