mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name = "claims"
}

run "both_stores_are_protected_and_encrypted" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.this[0].deletion_protection_enabled && !aws_s3_bucket.this[0].force_destroy
    error_message = "A destroy would take records and payloads with it."
  }

  assert {
    condition     = aws_dynamodb_table.this[0].hash_key == "partition" && aws_dynamodb_table.this[0].range_key == "id" && one(aws_dynamodb_table.this[0].ttl).attribute_name == "expires"
    error_message = "The table is not what the runtime expects."
  }

  assert {
    condition     = one(one(aws_s3_bucket_lifecycle_configuration.this[0].rule).filter).prefix == "payloads/" && one(one(aws_s3_bucket_lifecycle_configuration.this[0].rule).expiration).days == 30
    error_message = "Payloads are kept for ever, or something else expires."
  }

  assert {
    condition     = aws_s3_bucket.this[0].bucket == "claims-111122223333-eu-central-1"
    error_message = "The bucket's name is not its own."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this[0].rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "The bucket is not encrypted."
  }
}

run "a_key_encrypts_both" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/1"
  }

  assert {
    condition = (
      one(aws_dynamodb_table.this[0].server_side_encryption).kms_key_arn == var.kms_key_arn
      && one(one(aws_s3_bucket_server_side_encryption_configuration.this[0].rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
      && output.record_store.kms_key_arn == var.kms_key_arn && output.payload_store.kms_key_arn == var.kms_key_arn
    )
    error_message = "The key is not used, or the workers are not told to use it."
  }
}

run "only_the_table" {
  command = plan

  variables {
    payload_store = false
  }

  assert {
    condition     = length(aws_s3_bucket.this) + length(aws_s3_bucket_policy.this) + length(aws_s3_bucket_lifecycle_configuration.this) == 0 && output.payload_store == null
    error_message = "A bucket was made."
  }
}

run "only_the_bucket" {
  command = plan

  variables {
    record_store = false
  }

  assert {
    condition     = length(aws_dynamodb_table.this) == 0 && output.record_store == null
    error_message = "A table was made."
  }
}

run "refuses_a_name_too_long_for_a_bucket" {
  command = plan

  variables {
    name = "n123456789012345678901234567"
  }

  expect_failures = [var.name]
}

run "refuses_a_prefix_with_empty_names" {
  command = plan

  variables {
    payload_prefix = "payloads/"
  }

  expect_failures = [var.payload_prefix]
}
