# The real provider, without an account: documents are rendered as they are, and nothing is asked of AWS.

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

run "policies" {
  command = plan

  # The provider has AWS validate the definition in the plan.
  override_resource {
    target = module.pattern.aws_sfn_state_machine.this
  }

  override_data {
    target = module.queue.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.service.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.service.module.task.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.pattern.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.stores.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }
}
