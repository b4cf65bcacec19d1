# A fleet in private subnets without a NAT gateway: what tasks call has VPC endpoints, and what they run is in ECR.

provider "aws" {
  region = var.region
}

# Applied first, alone: the images have to be there.
module "repositories" {
  source = "../../modules/repositories"

  names               = ["${var.name}/activity"]
  public_cache_prefix = "${var.name}-public"
}

module "endpoints" {
  source = "../../modules/vpc-endpoints"

  name            = var.name
  vpc_id          = var.vpc_id
  subnet_ids      = var.subnet_ids
  route_table_ids = var.route_table_ids
  services        = ["states"]
}

module "fleet" {
  source = "../../modules/fleet"

  name            = var.name
  vpc_id          = var.vpc_id
  subnet_ids      = var.subnet_ids
  endpoints       = module.endpoints.services
  collector_image = "${module.repositories.collector_repository}@${var.collector_digest}"

  activities = {
    appraise-claim = { job_seconds = var.job_seconds, longest_job_seconds = var.longest_job_seconds }
  }

  workers = {
    appraiser = {
      image      = "${module.repositories.urls["${var.name}/activity"]}@${var.image_digest}"
      program    = ["/app/ActivityWorker"]
      activities = { appraise-claim = {} }
    }
  }

  machines = {
    appraise = {
      definition = "${path.module}/../../patterns/activity-worker/definition.asl.json"
      activities = { "" = "appraise-claim" }
    }
  }
}
