output "record_store" {
  description = "The table, as worker-service and worker-task take it; none if there is none."
  value = var.record_store ? {
    table_name  = aws_dynamodb_table.this[0].name
    table_arn   = aws_dynamodb_table.this[0].arn
    kms_key_arn = var.kms_key_arn
  } : null
}

output "payload_store" {
  description = "The bucket, as worker-service and worker-task take it; none if there is none."
  value = var.payload_store ? {
    bucket_name = aws_s3_bucket.this[0].bucket
    bucket_arn  = local.bucket_arn
    prefix      = var.payload_prefix
    kms_key_arn = var.kms_key_arn
  } : null
}
