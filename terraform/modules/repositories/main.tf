data "aws_region" "this" {}
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  registry = "${data.aws_caller_identity.this.account_id}.dkr.ecr.${data.aws_region.this.name}.${data.aws_partition.this.dns_suffix}"
}

# Nothing expires here: task definitions name images by digest, and a rollback wants those of the past.
resource "aws_ecr_repository" "this" {
  for_each = var.names

  name                 = each.value
  image_tag_mutability = "IMMUTABLE"
  tags                 = var.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = var.kms_key_arn == null ? "AES256" : "KMS"
    kms_key         = var.kms_key_arn
  }
}

resource "aws_ecr_pull_through_cache_rule" "public" {
  count = var.public_cache_prefix == null ? 0 : 1

  ecr_repository_prefix = var.public_cache_prefix
  upstream_registry_url = "public.ecr.aws"
}
