mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  region              = "eu-central-1"
  vpc_id              = "vpc-1"
  subnet_ids          = ["subnet-1", "subnet-2"]
  route_table_ids     = ["rtb-1"]
  image_digest        = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  collector_digest    = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  job_seconds         = 5
  longest_job_seconds = 60
}

run "everything_has_an_endpoint" {
  command = plan

  assert {
    condition     = output.endpoints == toset(["ecr.api", "ecr.dkr", "logs", "s3", "states", "xray"])
    error_message = "The endpoints are not those that an activity's worker needs: ${jsonencode(output.endpoints)}"
  }

  assert {
    condition     = output.collector_repository == "111122223333.dkr.ecr.eu-central-1.amazonaws.com/without-internet-public/aws-observability/aws-otel-collector"
    error_message = "The collector is pulled from ${output.collector_repository}."
  }
}
