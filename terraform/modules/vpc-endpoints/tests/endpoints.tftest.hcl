mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name            = "claims"
  vpc_id          = "vpc-1"
  subnet_ids      = ["subnet-1", "subnet-2"]
  route_table_ids = ["rtb-1"]
}

run "what_every_task_needs" {
  command = plan

  assert {
    condition     = keys(aws_vpc_endpoint.gateway) == ["s3"] && keys(aws_vpc_endpoint.interface) == ["ecr.api", "ecr.dkr", "logs", "states", "xray"]
    error_message = "An activity's worker lacks an endpoint, or has one too many: ${jsonencode(keys(aws_vpc_endpoint.interface))}"
  }

  assert {
    condition     = aws_vpc_endpoint.interface["ecr.api"].service_name == "com.amazonaws.eu-central-1.ecr.api" && aws_vpc_endpoint.interface["ecr.api"].private_dns_enabled
    error_message = "The endpoint is not found by the service's name."
  }

  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.tasks) == ["subnet-1", "subnet-2"] && alltrue([for rule in aws_vpc_security_group_ingress_rule.tasks : rule.cidr_ipv4 == "10.0.0.0/24" && rule.to_port == 443])
    error_message = "Others than the subnets' tasks may connect, or these may not."
  }

  assert {
    condition     = aws_vpc_endpoint.gateway["s3"].route_table_ids == toset(["rtb-1"])
    error_message = "Nothing leads to S3."
  }
}

run "tables_have_a_gateway_and_queues_an_interface" {
  command = plan

  variables {
    subnet_ids = ["subnet-1"]
    services   = ["sqs", "dynamodb"]
  }

  assert {
    condition     = keys(aws_vpc_endpoint.gateway) == ["dynamodb", "s3"] && keys(aws_vpc_endpoint.interface) == ["ecr.api", "ecr.dkr", "logs", "sqs", "xray"]
    error_message = "The table is paid for by the hour, or the queue cannot be reached."
  }

  assert {
    condition     = output.services == toset(["dynamodb", "ecr.api", "ecr.dkr", "logs", "s3", "sqs", "xray"])
    error_message = "Workers are told of other services: ${jsonencode(output.services)}"
  }
}

run "refuses_no_subnets" {
  command = plan

  variables {
    subnet_ids = []
  }

  expect_failures = [var.subnet_ids]
}

run "refuses_no_way_to_s3" {
  command = plan

  variables {
    route_table_ids = []
  }

  expect_failures = [var.route_table_ids]
}

run "refuses_whole_names" {
  command = plan

  variables {
    services = ["com.amazonaws.eu-central-1.sqs"]
  }

  expect_failures = [var.services]
}
