# The real provider, without an account: documents are rendered as they are, and nothing is asked of AWS.

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

run "the_policies_of_a_fleet" {
  command = plan

  module {
    source = "./fleet"
  }

  override_data {
    target = module.fleet.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.worker["worker"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.worker["worker"].module.task.data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.task["ledger"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.stores[0].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.queue["letters"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.queue["desk"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.machine["appraise"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.machine["letter"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.machine["desk"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.machine["outer"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  override_data {
    target = module.fleet.module.machine["post"].data.aws_caller_identity.this
    values = { account_id = "111122223333" }
  }

  # The provider has AWS validate the definition in the plan.
  override_resource {
    target = module.fleet.module.machine["appraise"].aws_sfn_state_machine.this
  }

  override_resource {
    target = module.fleet.module.machine["letter"].aws_sfn_state_machine.this
  }

  override_resource {
    target = module.fleet.module.machine["desk"].aws_sfn_state_machine.this
  }

  override_resource {
    target = module.fleet.module.machine["outer"].aws_sfn_state_machine.this
  }

  override_resource {
    target = module.fleet.module.machine["post"].aws_sfn_state_machine.this
  }

  override_resource {
    target          = module.fleet.module.activity["appraise"].aws_sfn_activity.this
    override_during = plan
    values = {
      id  = "arn:aws:states:eu-central-1:111122223333:activity:fleet-appraise"
      arn = "arn:aws:states:eu-central-1:111122223333:activity:fleet-appraise"
    }
  }

  override_resource {
    target          = module.fleet.module.queue["letters"].aws_sqs_queue.this
    override_during = plan
    values = {
      arn = "arn:aws:sqs:eu-central-1:111122223333:fleet-letters"
      url = "https://sqs.eu-central-1.amazonaws.com/111122223333/fleet-letters"
    }
  }

  override_resource {
    target          = module.fleet.module.queue["letters"].aws_sqs_queue.dead_letters
    override_during = plan
    values = {
      arn = "arn:aws:sqs:eu-central-1:111122223333:fleet-letters-dead"
      url = "https://sqs.eu-central-1.amazonaws.com/111122223333/fleet-letters-dead"
    }
  }

  override_resource {
    target          = module.fleet.module.queue["desk"].aws_sqs_queue.this
    override_during = plan
    values = {
      arn = "arn:aws:sqs:eu-central-1:111122223333:fleet-desk"
      url = "https://sqs.eu-central-1.amazonaws.com/111122223333/fleet-desk"
    }
  }

  override_resource {
    target          = module.fleet.module.queue["desk"].aws_sqs_queue.dead_letters
    override_during = plan
    values = {
      arn = "arn:aws:sqs:eu-central-1:111122223333:fleet-desk-dead"
      url = "https://sqs.eu-central-1.amazonaws.com/111122223333/fleet-desk-dead"
    }
  }

  override_resource {
    target          = module.fleet.module.stores[0].aws_dynamodb_table.this[0]
    override_during = plan
    values = {
      arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/fleet"
    }
  }

  override_resource {
    target          = module.fleet.module.task["ledger"].aws_iam_role.task
    override_during = plan
    values = {
      arn = "arn:aws:iam::111122223333:role/fleet-ledger-task"
    }
  }

  override_resource {
    target          = module.fleet.module.task["ledger"].aws_iam_role.execution
    override_during = plan
    values = {
      arn = "arn:aws:iam::111122223333:role/fleet-ledger-execution"
    }
  }

  override_resource {
    target          = module.fleet.module.task["ledger"].aws_ecs_task_definition.this
    override_during = plan
    values = {
      arn                  = "arn:aws:ecs:eu-central-1:111122223333:task-definition/fleet-ledger:1"
      arn_without_revision = "arn:aws:ecs:eu-central-1:111122223333:task-definition/fleet-ledger"
    }
  }

  override_resource {
    target          = module.fleet.aws_security_group.tasks[0]
    override_during = plan
    values          = { id = "sg-1" }
  }
}
