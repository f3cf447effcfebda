# One image for all roles: `serve` is the default, any other command of core-insights works too.
# docker build --build-arg LOCK=requirements-tracing.lock .    with OpenTelemetry
FROM python:3.12-slim AS build
ARG LOCK=requirements.lock
WORKDIR /src
RUN ["python", "-m", "venv", "/opt/venv"]
COPY requirements.lock requirements-tracing.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r "$LOCK"
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY prompts prompts
COPY deploy/gunicorn.conf.py deploy/
COPY service service
RUN ["/opt/venv/bin/pip", "install", "--no-cache-dir", "--no-build-isolation", "--no-deps", "."]

FROM python:3.12-slim
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
# No name and no home: nothing is written, so a read-only root works (gunicorn's heartbeat lies in /dev/shm).
USER 10001:10001
WORKDIR /
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=2)"]
ENTRYPOINT ["core-insights"]
CMD ["serve"]
