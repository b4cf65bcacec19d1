# What the modules' READMEs take for granted.

variable "oidc" {
  default = {
    issuer                 = "https://login.example.com"
    authorization_endpoint = "https://login.example.com/authorize"
    token_endpoint         = "https://login.example.com/token"
    user_info_endpoint     = "https://login.example.com/userinfo"
    client_id              = "inbox"
    client_secret          = "not-a-secret"
  }
}

resource "aws_ecs_cluster" "claims" {
  name = "claims"
}

module "appraisals" {
  source              = "./terraform/modules/job-type"
  source_kind         = "activity"
  job_seconds         = 5
  longest_job_seconds = 60
}

module "claims" {
  source     = "./terraform/modules/pattern"
  name       = "claims"
  definition = "./terraform/patterns/callback-sqs/definition.asl.json"
  queues     = { "" = module.write_letter.source }
}
