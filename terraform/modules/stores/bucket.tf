data "aws_caller_identity" "this" {}
data "aws_region" "this" {}
data "aws_partition" "this" {}

locals {
  bucket_name = "${var.name}-${data.aws_caller_identity.this.account_id}-${data.aws_region.this.name}"
  bucket_arn  = "arn:${data.aws_partition.this.partition}:s3:::${local.bucket_name}"
}

resource "aws_s3_bucket" "this" {
  count = var.payload_store ? 1 : 0

  bucket        = local.bucket_name
  force_destroy = !var.deletion_protection
  tags          = var.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = var.payload_store ? 1 : 0

  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = var.payload_store ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

# Workers delete no payloads.
resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count = var.payload_store ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    id     = "expire-payloads"
    status = "Enabled"

    filter {
      prefix = "${var.payload_prefix}/"
    }

    expiration {
      days = var.payload_expiry_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = ["s3:GetObject", "s3:ListBucket", "s3:PutObject"]
    resources = [local.bucket_arn, "${local.bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = var.payload_store ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  policy = data.aws_iam_policy_document.bucket.json

  # S3 refuses two changes at once.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
