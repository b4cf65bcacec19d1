"""Makes what the examples take for granted (a network, a cluster, a load balancer, secrets) at the endpoint of AWS_ENDPOINT_URL, and writes their values.

surroundings.py EXAMPLES OUTSIDE FLIGHTS: the folder of the examples, the address of tariff service and payment provider, and the database of flights.
"""

import base64
import json
import pathlib
import secrets
import sys

import boto3

ACCOUNT = "123456789012"
DIGEST = f"sha256:{'0123456789abcdef' * 4}"
examples, outside, flights = sys.argv[1:4]

ec2 = boto3.client("ec2")
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
region = ec2.meta.region_name
subnets = [
    ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"]["SubnetId"]
    for number, zone in enumerate("ab")
]
route_table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
group = ec2.create_security_group(GroupName="people", Description="The load balancer", VpcId=vpc)["GroupId"]

certificate = boto3.client("acm").request_certificate(DomainName="*.example.com")["CertificateArn"]
elb = boto3.client("elbv2")
balancer = elb.create_load_balancer(Name="people", Subnets=subnets, SecurityGroups=[group])["LoadBalancers"][0]["LoadBalancerArn"]
listener = elb.create_listener(
    LoadBalancerArn=balancer,
    Protocol="HTTPS",
    Port=443,
    Certificates=[{"CertificateArn": certificate}],
    DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
)["Listeners"][0]["ListenerArn"]


def image(name):
    return f"{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/workers/{name.replace('_', '-')}@{DIGEST}"


def parameter(name, value):
    boto3.client("ssm").put_parameter(Name=f"/claims/{name}", Value=value, Type="SecureString")
    return f"arn:aws:ssm:{region}:{ACCOUNT}:parameter/claims/{name}"


cluster = boto3.client("ecs").create_cluster(
    clusterName="shared", settings=[{"name": "containerInsights", "value": "enabled"}], capacityProviders=["FARGATE", "FARGATE_SPOT"]
)["cluster"]["clusterArn"]
topic = boto3.client("sns").create_topic(Name="alarms")["TopicArn"]

network = {"region": region, "vpc_id": vpc, "subnet_ids": subnets}
job = {"job_seconds": 5, "longest_job_seconds": 60}
claims = {
    "tariff_url": f"{outside}/tariff",
    "payment_webhook_url": f"{outside}/payments",
    "flights_path": flights,
    "payment_secret_arn": parameter("payment-secret", secrets.token_hex(32)),
    "inbox_key_arn": parameter("inbox-key", base64.b64encode(secrets.token_bytes(32)).decode()),
    "inbox_host_name": "approvals.example.com",
    "callback_host_name": "callbacks.example.com",
    "manager_emails": ["manager@example.com"],
    "images": {name: image(name) for name in ("activity", "approval", "callback", "dispatch", "job", "run_once")},
    "load_balancer": {"arn": balancer, "listener_arn": listener, "security_group_id": group},
    "oidc": {
        "issuer": "https://login.example.com",
        "authorization_endpoint": "https://login.example.com/authorize",
        "token_endpoint": "https://login.example.com/token",
        "user_info_endpoint": "https://login.example.com/userinfo",
        "client_id": "inbox",
        "client_secret": "not-a-secret",
    },
    "deletion_protection": False,
    "wait_for_steady_state": False,
}
values = {
    "claims": claims,
    "one-activity": {**job, "image": image("activity")},
    "bring-your-own-cluster": {"cluster_arn": cluster, "image": image("callback"), "alarm_topic_arn": topic},
    "without-internet": {**job, "route_table_ids": [route_table], "image_digest": DIGEST, "collector_digest": DIGEST},
}
for example, its in values.items():
    (pathlib.Path(examples) / example / "terraform.tfvars.json").write_text(json.dumps({**network, **its}))
