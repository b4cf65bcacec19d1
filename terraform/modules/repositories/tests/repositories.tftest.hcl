mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  names = ["workers/activity", "workers/job"]
}

run "tags_stay_and_images_are_scanned" {
  command = plan

  assert {
    condition     = alltrue([for one in aws_ecr_repository.this : one.image_tag_mutability == "IMMUTABLE" && one.image_scanning_configuration[0].scan_on_push && one.encryption_configuration[0].encryption_type == "AES256"])
    error_message = "A tag may be moved, or nobody looks into the images."
  }

  assert {
    condition     = keys(output.urls) == ["workers/activity", "workers/job"] && output.collector_repository == null && length(aws_ecr_pull_through_cache_rule.public) == 0
    error_message = "There is more, or less, than two repositories."
  }
}

run "a_cache_of_public_images" {
  command = plan

  variables {
    names               = ["workers/activity"]
    public_cache_prefix = "public"
    kms_key_arn         = "arn:aws:kms:eu-central-1:111122223333:key/1"
  }

  assert {
    condition     = aws_ecr_pull_through_cache_rule.public[0].upstream_registry_url == "public.ecr.aws" && output.collector_repository == "111122223333.dkr.ecr.eu-central-1.amazonaws.com/public/aws-observability/aws-otel-collector"
    error_message = "The collector's copy is elsewhere: ${output.collector_repository}"
  }

  assert {
    condition     = aws_ecr_repository.this["workers/activity"].encryption_configuration[0].encryption_type == "KMS" && aws_ecr_repository.this["workers/activity"].encryption_configuration[0].kms_key == "arn:aws:kms:eu-central-1:111122223333:key/1"
    error_message = "The key was not used."
  }
}

run "refuses_capital_letters" {
  command = plan

  variables {
    names = ["Workers"]
  }

  expect_failures = [var.names]
}

run "refuses_a_prefix_with_a_slash" {
  command = plan

  variables {
    public_cache_prefix = "workers/public"
  }

  expect_failures = [var.public_cache_prefix]
}
