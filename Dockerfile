FROM python:3.11-slim-bookworm AS build
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir uv
COPY requirements.txt .
RUN /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python -r requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /home/jobassist jobassist \
    && install -d -o jobassist -g jobassist -m 0700 /var/lib/jobassist
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/var/lib/jobassist \
    HOST=0.0.0.0 \
    PORT=8000
USER jobassist
VOLUME /var/lib/jobassist
EXPOSE 8000
# Long enough for turns under way to be finished or handed over.
STOPSIGNAL SIGTERM
CMD ["python", "manage.py", "serve"]
