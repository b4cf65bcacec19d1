mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  region          = "eu-central-1"
  cluster_arn     = "arn:aws:ecs:eu-central-1:111122223333:cluster/shared"
  vpc_id          = "vpc-1"
  subnet_ids      = ["subnet-1"]
  image           = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/callback@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  alarm_topic_arn = "arn:aws:sns:eu-central-1:111122223333:alarms"
}

run "the_fleet_lives_in_the_given_cluster" {
  command = plan

  assert {
    condition     = module.fleet.cluster_arn == var.cluster_arn && output.state_machine_alias_arn != ""
    error_message = "Another cluster is used."
  }

  assert {
    condition     = jsondecode(module.fleet.definitions["letter"]).States["Wake for Work"].Next == "Work"
    error_message = "Nobody wakes the service."
  }
}
