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

  override_data {
    target = module.ledger.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.approvals.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.approvals.module.notifications[0].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_resource {
    target          = module.ledger.aws_iam_role.task
    override_during = plan
    values = {
      arn = "arn:aws:iam::111122223333:role/claims-ledger-task"
    }
  }

  override_resource {
    target          = module.ledger.aws_iam_role.execution
    override_during = plan
    values = {
      arn = "arn:aws:iam::111122223333:role/claims-ledger-execution"
    }
  }

  override_resource {
    target          = module.ledger.aws_ecs_task_definition.this
    override_during = plan
    values = {
      arn                  = "arn:aws:ecs:eu-central-1:111122223333:task-definition/claims-ledger:1"
      arn_without_revision = "arn:aws:ecs:eu-central-1:111122223333:task-definition/claims-ledger"
    }
  }
}
