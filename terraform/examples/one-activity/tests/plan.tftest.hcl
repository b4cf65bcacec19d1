mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

# What the README says, and nothing else.
run "six_values_make_a_fleet" {
  command = plan

  variables {
    region              = "eu-central-1"
    vpc_id              = "vpc-0123456789abcdef0"
    subnet_ids          = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    image               = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    job_seconds         = 5
    longest_job_seconds = 60
  }

  assert {
    condition     = output.state_machine_alias_arn != ""
    error_message = "There is nothing to start."
  }
}
